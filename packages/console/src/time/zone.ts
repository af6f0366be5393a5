/** Which zone instants are shown in: the reader's, UTC, or that of the schedule on the page. */
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';

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

interface OfferedZone {
  readonly zone: string | undefined;
  readonly offer: (zone: string | undefined) => void;
}

/** The zone of the schedule that the page is about; pages without one fall back to the reader's. */
export const ScheduleZone = createContext<OfferedZone>({ zone: undefined, offer: () => {} });

export const useScheduleZone = (): string | undefined => useContext(ScheduleZone).zone;

/** Says that the page is about this zone, for as long as it is shown. */
export function useOfferZone(zone: string | undefined): void {
  const { offer } = useContext(ScheduleZone);
  useEffect(() => {
    offer(zone);
    return () => offer(undefined);
  }, [offer, zone]);
}

export function useZone(): string {
  const chosen = useZoneChoice();
  const schedule = useScheduleZone();
  if (chosen === 'utc') return 'UTC';
  return (chosen === 'schedule' && schedule) || viewerZone();
}
