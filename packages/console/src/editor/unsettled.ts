/** What is typed beside the text and waits for its writer to pause: before the page is left it is written at once. */
import { createContext, useContext, useEffect, useRef } from 'react';

export type Unsettled = Set<() => void>;

export const UnsettledContext = createContext<Unsettled>(new Set());

/** @param settle writes what is typed, if anything is */
export function useSettleOnLeave(settle: () => void): void {
  const all = useContext(UnsettledContext);
  const latest = useRef(settle);
  useEffect(() => {
    latest.current = settle;
  });
  useEffect(() => {
    const settleLatest = () => latest.current();
    all.add(settleLatest);
    return () => void all.delete(settleLatest);
  }, [all]);
}
