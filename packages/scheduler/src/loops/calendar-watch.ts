/**
 * Says in good time that a calendar in use ends: the next year's holidays are published late, and a schedule
 * whose calendar knows nothing of a year holds its firings. Every node looks and counts; it reads only, so
 * dying half-way or running twice costs nothing. One query over the calendars in use, at most a thousand.
 */
import { type CalendarStore, type CalendarTable, dateOfDay, knownUntil } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { StoreClock } from '../store-clock.ts';
import { createLoop, type Loop } from './loop.ts';

const EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const WARN_DAYS = 60;

export interface CalendarWatchParts {
  readonly calendars: Pick<CalendarStore, 'inUse'>;
  readonly clock: Pick<StoreClock, 'now'>;
  /** By name, all that are in use. */
  readonly onDaysLeft: (days: ReadonlyMap<string, number>) => void;
  readonly log: Logger;
}

export function createCalendarWatch({ calendars, clock, onDaysLeft, log }: CalendarWatchParts): Loop {
  /** By name, the day on which it was last said. */
  const said = new Map<string, number>();

  return createLoop({
    name: 'calendar-watch',
    everyMs: EVERY_MS,
    log,
    async step() {
      const today = Math.floor(clock.now() / DAY_MS);
      const left = new Map<string, number>();
      for (const table of await calendars.inUse())
        left.set(table.name, Math.min(left.get(table.name) ?? Number.POSITIVE_INFINITY, daysLeft(table, today)));
      onDaysLeft(left);
      for (const [calendar, days] of left) {
        if (days > WARN_DAYS || said.get(calendar) === today) continue;
        said.set(calendar, today);
        log.warn(
          { calendar, days, until: dateOfDay(today + days) },
          'a calendar in use ends soon: update Carillon or apply the dates of the next year, or its firings are held',
        );
      }
    },
  });
}

/** 0: nothing is known of today, or of tomorrow. */
const daysLeft = (table: CalendarTable, today: number): number => (knownUntil(table, today) ?? today) - today;
