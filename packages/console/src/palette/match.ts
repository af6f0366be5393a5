/** How well a name answers what was typed: the smaller the better; undefined: not at all. */

/** @param text lower case */
export function rank(text: string, name: string, title = ''): number | undefined {
  const lower = name.toLowerCase();
  if (lower === text) return 0;
  if (lower.startsWith(text)) return 1;
  if (lower.split(/[-_.\s]/).some((word) => word.startsWith(text))) return 2;
  if (lower.includes(text)) return 3;
  if (title.toLowerCase().includes(text)) return 4;
  return initialsOf(lower).startsWith(text) && text.length > 1 ? 5 : undefined;
}

/** `dr` of `daily-report`. */
const initialsOf = (name: string): string =>
  name
    .split(/[-_.\s]/)
    .map((word) => word.at(0) ?? '')
    .join('');
