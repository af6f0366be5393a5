/** Order as far as it is expected: the steps within one inner list may come in any order among themselves. */

export type Trace = readonly (string | readonly string[])[];

/** The steps in the shape of what was expected; where they are others, as they came. */
export function matchTrace(expected: Trace, steps: readonly string[]): Trace {
  let from = 0;
  const seen: (string | readonly string[])[] = [];
  for (const item of expected) {
    if (typeof item === 'string') {
      seen.push(...steps.slice(from, from + 1));
      from += 1;
      continue;
    }
    const part = steps.slice(from, from + item.length);
    seen.push(isSame(part, item) ? item : part);
    from += item.length;
  }
  return [...seen, ...steps.slice(from)];
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join('\n') === [...others].sort().join('\n');
