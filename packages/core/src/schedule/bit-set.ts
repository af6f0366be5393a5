/** Small sets of the numbers 0 to 63 as two 32-bit words: membership and the next member are a few operations. */
export interface BitSet {
  readonly low: number;
  readonly high: number;
}

export function bitSetOf(members: Iterable<number>): BitSet {
  let low = 0;
  let high = 0;
  for (const member of members) {
    if (member < 32) low |= 1 << member;
    else high |= 1 << (member - 32);
  }
  return { low, high };
}

export function hasMember(set: BitSet, value: number): boolean {
  return ((value < 32 ? set.low >>> value : set.high >>> (value - 32)) & 1) === 1;
}

/** The smallest member that is `from` or more, or -1. */
export function nextMember(set: BitSet, from: number): number {
  if (from < 32) {
    const low = set.low & (-1 << from);
    if (low !== 0) return lowestBit(low);
  }
  const high = from < 32 ? set.high : from < 64 ? set.high & (-1 << (from - 32)) : 0;
  return high === 0 ? -1 : 32 + lowestBit(high);
}

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);
