import { displayWidth, padEnd } from '../text/display-width.ts';

export interface Cell {
  readonly text: string;
  /** Applied after the padding, so that colours do not disturb the columns. */
  readonly paint?: (text: string) => string;
}

/** Columns two spaces apart under their headers, without lines: it can be read, grepped and cut. */
export function tableText(headers: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const widths = headers.map((header, i) =>
    Math.max(displayWidth(header), ...rows.map((row) => displayWidth(row[i]?.text ?? ''))),
  );
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, paint }, i) => {
        const isLast = i === cells.length - 1;
        return (paint?.(text) ?? text) + (isLast ? '' : padEnd('', (widths[i] ?? 0) - displayWidth(text) + 2));
      })
      .join('')
      .trimEnd();
  return `${[headers.map((text) => ({ text })), ...rows].map((row) => line(row)).join('\n')}\n`;
}
