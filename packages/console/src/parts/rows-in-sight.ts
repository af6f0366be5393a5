/** Of a list of thousands of rows those that are looked at, with the room that the others take. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** So few are drawn whole: the browser finds words in them. */
const DRAWN_WHOLE_UP_TO = 100;
/** Rows drawn beyond those in sight, on both sides. */
export const OVERSCAN = 12;

export interface RowsInSight {
  /** Index of the first one that is drawn, and behind the last one. */
  readonly from: number;
  readonly to: number;
  /** Pixels of the rows before them and behind them. */
  readonly before: number;
  readonly behind: number;
  /** Takes each row that is drawn; it says its index as `data-index`. */
  readonly measure: (row: Element | null) => void;
}

/** Of a list in a frame that scrolls. @param rowPx what a row mostly takes */
export function useRowsInSight(frame: RefObject<HTMLElement | null>, count: number, rowPx: number): RowsInSight {
  return useWindow({ count, rowPx, above: 0, scroller: () => frame.current });
}

/** Of a list in the page, which scrolls with all that stands above it. */
export function useRowsOnPage(list: RefObject<HTMLElement | null>, count: number, rowPx: number): RowsInSight {
  const [above, setAbove] = useState(0);
  const page = () => list.current?.closest('main') ?? null;
  useLayoutEffect(() => {
    const scroller = page();
    if (!scroller || !list.current) return;
    const top = list.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    setAbove(Math.round(top + scroller.scrollTop));
  });
  return useWindow({ count, rowPx, above, scroller: page });
}

interface WindowOptions {
  readonly count: number;
  readonly rowPx: number;
  /** Pixels between the top of what scrolls and the list. */
  readonly above: number;
  readonly scroller: () => HTMLElement | null;
}

function useWindow({ count, rowPx, above, scroller }: WindowOptions): RowsInSight {
  const isPrinted = usePrinting();
  const isWhole = count <= DRAWN_WHOLE_UP_TO || isPrinted;
  const virtual = useVirtualizer({
    // Where all are drawn, nothing is drawn anew because the page is scrolled.
    enabled: !isWhole,
    count,
    getScrollElement: scroller,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: above,
  });
  if (isWhole) return { from: 0, to: count, before: 0, behind: 0, measure: () => {} };
  const rows = virtual.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    from: first?.index ?? 0,
    to: (last?.index ?? -1) + 1,
    before: (first?.start ?? above) - above,
    behind: virtual.getTotalSize() - ((last?.end ?? above) - above),
    measure: virtual.measureElement,
  };
}

/** On paper nothing scrolls. */
function usePrinting(): boolean {
  const [isPrinted, setPrinted] = useState(false);
  useEffect(() => {
    // The page is printed as it is when this is over.
    const begin = () => flushSync(() => setPrinted(true));
    const end = () => setPrinted(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinted;
}
