/** Firings on days of the calendar only, or on its nth day of each month. */
import { nthOpenDayOfMonth } from './calendar-table.ts';
import { type CalendarView, DAY_MS, unknownYear } from './calendar-rule.ts';
import type { CalendarTime, Timeline } from './firing-time.ts';
import { END_OF_TIME } from './horizon.ts';
import { mergedNotes } from './union.ts';

/** Days looked at for one firing: as many as lie between 1970 and the end of time. */
const MAX_DAYS = 90_000;

export function onOpenDays(timeline: Timeline, view: CalendarView): Timeline {
  return {
    next(instant) {
      let after = instant;
      for (let looked = 0; looked < MAX_DAYS && after < END_OF_TIME; looked++) {
        const found = timeline.next(after);
        if (!found) return undefined;
        const day = view.dayOf(found.at);
        if (day > view.lastDay) return undefined;
        const state = view.stateOf(day);
        if (state === 'unknown') return held(view, found, day);
        if (state === 'open')
          return view.lacksData(day) ? { at: found.at, notes: mergedNotes(found.notes, ['calendar_unknown']) } : found;
        after = view.startOf(day + 1) - 1;
      }
      return undefined;
    },
  };
}

/** Firings on the nth open day of their month. A month without data has one that is held, its first. */
export function onNthOpenDay(timeline: Timeline, view: CalendarView, n: number): Timeline {
  return {
    next(instant) {
      let after = instant;
      for (let looked = 0; looked < MAX_DAYS && after < END_OF_TIME; looked++) {
        const found = timeline.next(after);
        if (!found) return undefined;
        const day = view.dayOf(found.at);
        if (day > view.lastDay) return undefined;
        const month = monthOf(day);
        if (view.stateOf(day) === 'unknown') {
          const first = timeline.next(view.startOf(month.first) - 1);
          if (first?.at === found.at) return held(view, found, day);
          after = view.startOf(month.last + 1) - 1;
          continue;
        }
        const wanted = wantedDay(view, month, n);
        if (wanted === day)
          return view.lacksData(day) ? { at: found.at, notes: mergedNotes(found.notes, ['calendar_unknown']) } : found;
        after = view.startOf(wanted !== undefined && wanted > day ? wanted : month.last + 1) - 1;
      }
      return undefined;
    },
  };
}

interface Month {
  readonly year: number;
  readonly month: number;
  readonly first: number;
  readonly last: number;
}

function monthOf(day: number): Month {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    year,
    month: month + 1,
    first: Date.UTC(year, month, 1) / DAY_MS,
    last: Date.UTC(year, month + 1, 0) / DAY_MS,
  };
}

/** Where days without data count as open, the nth of them. */
function wantedDay(view: CalendarView, { year, month, first, last }: Month, n: number): number | undefined {
  if (!view.lacksData(first)) return nthOpenDayOfMonth(view.table, year, month, n);
  const day = n > 0 ? first + n - 1 : last + 1 + n;
  return view.rule.unknown === 'open' && day >= first && day <= last ? day : undefined;
}

function held(view: CalendarView, { at, notes }: CalendarTime, day: number): CalendarTime {
  return { at, notes: mergedNotes(notes, ['calendar_unknown']), unknown: unknownYear(view, day) };
}
