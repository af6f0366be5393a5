/**
 * Columns of a table that draws its rows in sight alone. They have room for every row as it was when it was first drawn,
 * so that they widen for what is wider, and do not move as rows come and go. What a row says later is not measured again:
 * the browser makes room for that while the row is drawn.
 */
import { type CSSProperties, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { OVERSCAN, type RowsInSight } from './rows-in-sight.ts';
import type { Column, TableProps } from './table.tsx';

/** In pixels: so that no word is cut, and so that no line breaks. */
interface Width {
  readonly least: number;
  readonly wanted: number;
}

/** Rows that are measured together: all of them are drawn before the first one is looked at. */
const BLOCK = OVERSCAN;
/** A window that has kept its width for so long is not being resized. */
const SETTLED_MS = 150;

/** @returns styles of the cells of the head; undefined while all rows are drawn, and the browser knows by itself */
export function useSteadyColumns<Row>(
  list: RefObject<HTMLElement | null>,
  { columns, rows, rowKey }: TableProps<Row>,
  { from, to }: RowsInSight,
): readonly CSSProperties[] | undefined {
  const [widths, setWidths] = useState<readonly Width[]>([]);
  const across = useSettledWidth();
  // Another list, other columns and another window, which may hide some, begin anew.
  const [first] = rows;
  const titles = columns.map(({ key, title }) => (typeof title === 'string' ? title : key));
  const of = [across, first === undefined ? '' : rowKey(first), ...titles].join('\n');
  const seen = useRef({ of, blocks: new Set<number>() });
  const isWhole = to - from >= rows.length;

  useLayoutEffect(() => {
    const table = list.current?.querySelector('table');
    if (isWhole || !table) return;
    const isAnother = seen.current.of !== of;
    const blocks = isAnother ? new Set<number>() : seen.current.blocks;
    const fresh = blocksWithin(from, to, rows.length).filter((block) => !blocks.has(block));
    if (fresh.length === 0) return;
    const found = measured(table);
    seen.current = { of, blocks: new Set([...blocks, ...fresh]) };
    setWidths((before) => (isAnother ? found : widened(before, found)));
  }, [list, of, isWhole, from, to, rows.length]);

  return isWhole ? undefined : columns.map((column, n) => styleOf(column, widths[n]));
}

/** Of the window. Each measurement lays the table out twice: not while the window is being resized. */
function useSettledWidth(): number {
  const [width, setWidth] = useState(innerWidth);
  useEffect(() => {
    let settling: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      clearTimeout(settling);
      settling = setTimeout(() => setWidth(innerWidth), SETTLED_MS);
    };
    addEventListener('resize', settle);
    return () => {
      clearTimeout(settling);
      removeEventListener('resize', settle);
    };
  }, []);
  return width;
}

/** A narrow one has no more than it needs, as its class says. */
function styleOf<Row>({ className, cellClassName }: Column<Row>, width: Width | undefined): CSSProperties {
  if (width === undefined) return {};
  const isNarrow = /\b(tight|choose)\b/.test(`${className} ${cellClassName}`);
  return { minWidth: width.least, ...(!isNarrow && { width: width.wanted }) };
}

/** Those of which all rows are drawn; the last one of a list may be a short one. */
function blocksWithin(from: number, to: number, count: number): readonly number[] {
  const first = Math.ceil(from / BLOCK);
  const end = to === count ? Math.ceil(to / BLOCK) : Math.floor(to / BLOCK);
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => first + n);
}

/** Of the rows that are drawn, as if nothing were known of others. */
function measured(table: HTMLTableElement): readonly Width[] {
  const heads = [...table.querySelectorAll<HTMLElement>(':scope > thead th')];
  const styles = [table, ...heads].map(({ style }) => [style, style.cssText] as const);
  const widthsIn = (width: string): readonly number[] => {
    table.style.width = width;
    return heads.map((head) => Math.ceil(head.getBoundingClientRect().width));
  };
  for (const { style } of heads) style.cssText = '';
  table.classList.add('is-measured');
  const [wanted, least] = [widthsIn('max-content'), widthsIn('min-content')];
  table.classList.remove('is-measured');
  for (const [style, before] of styles) style.cssText = before;
  return heads.map((_, n) => ({ least: least[n] ?? 0, wanted: wanted[n] ?? 0 }));
}

/** The same object where nothing is wider: then there is nothing to draw. */
function widened(before: readonly Width[], found: readonly Width[]): readonly Width[] {
  const both = found.map(({ least, wanted }, n) => ({
    least: Math.max(least, before[n]?.least ?? 0),
    wanted: Math.max(wanted, before[n]?.wanted ?? 0),
  }));
  const isSame = both.every(({ least, wanted }, n) => least === before[n]?.least && wanted === before[n]?.wanted);
  return isSame ? before : both;
}
