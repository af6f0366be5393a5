/** Where one looks, which nobody thinks of as a filter. */
const PLACE = ['project', 'environment'];

/** What is said of an empty list: that nothing is there yet, or that filters left nothing of it. */
export function emptyHint(filter: Readonly<Record<string, unknown>>, whenNew: string): string {
  const isFiltered = Object.entries(filter).some(([name, value]) => value !== undefined && !PLACE.includes(name));
  return isFiltered ? 'nothing matches; leave a filter out to see more' : whenNew;
}
