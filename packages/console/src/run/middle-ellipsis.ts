/** `extract_orders_from_shop` → `extract_o…m_shop`: both ends tell names apart. */
export function middleEllipsis(text: string, length: number): string {
  const letters = Array.from(text);
  if (letters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${letters.slice(0, length - 1 - tail).join('')}…${letters.slice(-tail).join('')}`;
}
