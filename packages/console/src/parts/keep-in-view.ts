import { type RefObject, useEffect } from 'react';

/** Where a row of things scrolls sideways, the one that is meant stays in view: when it changes, and when the row does. */
export function useKeepInView(row: RefObject<HTMLElement | null>, wanted: string, key: unknown): void {
  useEffect(() => {
    const { current } = row;
    if (!current) return;
    const show = () => {
      const one = current.querySelector(wanted);
      if (!one || current.scrollWidth <= current.clientWidth) return;
      const [outer, inner] = [current.getBoundingClientRect(), one.getBoundingClientRect()];
      current.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    };
    // Told at once, and when the row gets another width; a dialog around it may not be open before.
    const observer = new ResizeObserver(show);
    observer.observe(current);
    return () => observer.disconnect();
  }, [row, wanted, key]);
}
