/** Which zone instants are shown in: the reader's, UTC, or that of the schedule on the page. */
import { createContext, useContext, useEffect } from 'react';
import { createPreference } from '../settings/preference.ts';

export const ZONE_CHOICES = ['viewer', 'utc', 'schedule'] as const;
export type ZoneChoice = (typeof ZONE_CHOICES)[number];

const choice = createPreference('carillon.zone', ZONE_CHOICES);
export const chooseZone = choice.choose;
export const lendZone = choice.lend;
export const useZoneChoice = choice.use;

let known: { readonly offset: number; readonly zone: string } | undefined;

/** Browsers take long to tell it, and every instant on a page asks: it is another one where the clock is, as on a journey. */
export function viewerZone(): string {
  const offset = new Date().getTimezoneOffset();
  if (known?.offset !== offset) known = { offset, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return known.zone;
}

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
