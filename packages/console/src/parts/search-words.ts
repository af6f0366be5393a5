/** The search params of an address: how a page reads them, and what stands there that it does not know. */

/** Of the address: which environment all pages are of, and in which zone they tell instants. */
const OF_ALL_PAGES = ['env', 'tz'];

/** A number in the address is a word like others. */
export const wordOf = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value);

/** A text that says something. */
export const textOf = (value: unknown): string | undefined => {
  const word = wordOf(value);
  return typeof word === 'string' && word !== '' ? word : undefined;
};

/** One value is a list of one. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]).map(wordOf);

/**
 * What stands in the address and is nothing to this page, as `name=value`.
 * @param known the same address as the page reads it
 */
export function strangeParts(written: object, known: object): readonly string[] {
  const read = new Map<string, unknown>(Object.entries(known));
  return Object.entries(written).flatMap(([name, value]) => {
    if (OF_ALL_PAGES.includes(name)) return [];
    const taken = listOf(read.get(name));
    const strange = listOf(value).filter((word) => word !== '' && word !== undefined && !taken.includes(word));
    return strange.map((word) => `${name}=${typeof word === 'string' ? word : JSON.stringify(word)}`);
  });
}
