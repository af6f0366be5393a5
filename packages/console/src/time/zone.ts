/** Which zone instants are shown in: the reader's, UTC, or that of the schedule on the page. */
import { createContext, useContext, useSyncExternalStore } from 'react';

export const ZONE_CHOICES = ['viewer', 'utc', 'schedule'] as const;
export type ZoneChoice = (typeof ZONE_CHOICES)[number];

const KEY = 'carillon.zone';
const listeners = new Set<() => void>();
let choice: ZoneChoice = readChoice();

function readChoice(): ZoneChoice {
  const stored = globalThis.localStorage?.getItem(KEY);
  return ZONE_CHOICES.find((known) => known === stored) ?? 'viewer';
}

export function chooseZone(next: ZoneChoice): void {
  choice = next;
  localStorage.setItem(KEY, next);
  for (const listener of listeners) listener();
}

export function useZoneChoice(): ZoneChoice {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => choice,
  );
}

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of the schedule that the page is about; pages without one fall back to the reader's. */
export const ScheduleZone = createContext<string | undefined>(undefined);

export function useZone(): string {
  const chosen = useZoneChoice();
  const schedule = useContext(ScheduleZone);
  if (chosen === 'utc') return 'UTC';
  return (chosen === 'schedule' && schedule) || viewerZone();
}
