/** The ends of all ids, for pages and ranges of them. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A UUIDv7 starts with its milliseconds: a time is a lower bound for ids, which also prunes partitions. */
export function lowestIdAt(time: Date | undefined): string {
  if (time === undefined) return LOWEST_ID;
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

/** The next id there can be: ids below it are those up to this one. */
export const idAfter = (id: string): string => idAt(id, 1n);
/** Ids above it are those from this one on. */
export const idBefore = (id: string): string => idAt(id, -1n);

function idAt(id: string, away: bigint): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + away).toString(16).padStart(32, '0');
  return [next.slice(0, 8), next.slice(8, 12), next.slice(12, 16), next.slice(16, 20), next.slice(20)].join('-');
}
