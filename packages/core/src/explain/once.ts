/**
 * Facts do not change, so what was made of them for one task run holds for the next. Of ten thousand task runs most
 * stand in the same lane: workers and shares are judged for it, and not for each of them.
 */
export function once<Facts extends object, T>(make: (facts: Facts) => T): (facts: Facts) => T {
  const made = new WeakMap<Facts, { readonly value: T }>();
  return (facts) => {
    const known = made.get(facts);
    if (known) return known.value;
    const value = make(facts);
    made.set(facts, { value });
    return value;
  };
}
