/** `extract_orders_from_shop` → `extract_o…m_shop`: both ends tell names apart. */
export function middleEllipsis(text: string, length: number): string {
  const letters = Array.from(text);
  if (letters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${letters.slice(0, length - 1 - tail).join('')}…${letters.slice(-tail).join('')}`;
}

/** One letter at each end. */
const SHORTEST = 3;

/** As much of a text as this room holds. */
export function middleEllipsisIn(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text;
  let [fits, below] = [SHORTEST, Array.from(text).length];
  while (below - fits > 1) {
    const length = (fits + below) >> 1;
    if (widthOf(middleEllipsis(text, length)) <= room) fits = length;
    else below = length;
  }
  return middleEllipsis(text, fits);
}
