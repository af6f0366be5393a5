/**
 * Firings on days that the calendar does not have move to the next or the last day that it has, at the same
 * time of day; those that meet become one. A day is made up whole: its own firings and all that move to it.
 */
import { type CalendarView, DAY_MS, unknownYear } from './calendar-rule.ts';
import type { CalendarTime, FiringNote, Timeline } from './firing-time.ts';
import { END_OF_TIME } from './horizon.ts';
import { mergedNotes } from './union.ts';

/** A firing does not move further than this. */
const MAX_SHIFT_DAYS = 366;
const MAX_DAYS = 90_000;
const KEPT_DAYS = 8;

export function shifted(timeline: Timeline, view: CalendarView, direction: 'next' | 'previous'): Timeline {
  const step = direction === 'next' ? 1 : -1;
  const kept = new Map<number, readonly CalendarTime[]>();

  /** Days that were found closed, so that a calendar without an open one is not walked again from each. */
  let closed = { first: 0, last: -1 };

  /** The day that firings of a day go to: itself where it is open or nobody knows; undefined: nowhere. */
  const targetOf = (day: number): number | undefined => {
    const isKnown = day >= closed.first && day <= closed.last;
    const end = day + step * MAX_SHIFT_DAYS;
    let target = isKnown ? (step > 0 ? closed.last : closed.first) : day;
    for (; (end - target) * step >= 0; target += step) {
      const state = view.stateOf(target);
      if (state === 'open') return target;
      if (state === 'unknown') return day;
    }
    const from = isKnown ? (step > 0 ? closed.first : closed.last) : day;
    closed = { first: Math.min(from, end), last: Math.max(from, end) };
    return undefined;
  };

  /** The days whose firings may go to a day: itself and the closed ones before or behind it. */
  const sourcesOf = (target: number): readonly [number, number] => {
    if (view.stateOf(target) !== 'open') return [target, target];
    let day = target;
    while (view.stateOf(day - step) === 'closed' && Math.abs(day - step - target) <= MAX_SHIFT_DAYS) day -= step;
    return step > 0 ? [day, target] : [target, day];
  };

  const firingsOn = (target: number): readonly CalendarTime[] => {
    let times = kept.get(target);
    if (!times) {
      times = collect(target, ...sourcesOf(target));
      if (kept.size >= KEPT_DAYS) kept.clear();
      kept.set(target, times);
    }
    return times;
  };

  const collect = (target: number, first: number, last: number): readonly CalendarTime[] => {
    const found = new Map<number, CalendarTime>();
    const end = view.startOf(last + 1);
    for (let time = timeline.next(view.startOf(first) - 1); time && time.at < end; time = timeline.next(time.at)) {
      const moved = move(time, target);
      const twin = moved && found.get(moved.at);
      if (moved) found.set(moved.at, twin ? { ...twin, notes: mergedNotes(twin.notes, moved.notes) } : moved);
    }
    return [...found.values()].sort((a, b) => a.at - b.at);
  };

  const move = (time: CalendarTime, target: number): CalendarTime | undefined => {
    const day = view.dayOf(time.at);
    const state = view.stateOf(day);
    const unknown: readonly FiringNote[] = view.lacksData(target) ? ['calendar_unknown'] : [];
    if (state === 'unknown' || (state === 'closed' && day === target))
      return {
        at: time.at,
        notes: mergedNotes(time.notes, ['calendar_unknown']),
        unknown: unknownYear(view, missing(day)),
      };
    if (day === target) return { at: time.at, notes: mergedNotes(time.notes, unknown) };
    const at = view.instantOf(view.localOf(time.at) + (target - day) * DAY_MS);
    return at === undefined ? undefined : { at, notes: mergedNotes(['calendar_shift'], unknown) };
  };

  /** The day without data for which a firing waits. */
  const missing = (day: number): number => {
    let found = day;
    while (view.stateOf(found) === 'closed') found += step;
    return found;
  };

  return {
    next(after) {
      const today = view.dayOf(after);
      const [first] = sourcesOf(targetOf(today) ?? today);
      let from = view.startOf(Math.min(first, today)) - 1;
      for (let looked = 0; looked < MAX_DAYS && from < END_OF_TIME; looked++) {
        const source = timeline.next(from);
        if (!source) return undefined;
        const day = view.dayOf(source.at);
        if (day > view.lastDay + MAX_SHIFT_DAYS) return undefined;
        const target = targetOf(day);
        if (target !== undefined && target >= today) {
          const found = firingsOn(target).find(({ at }) => at > after);
          if (found) return found;
        }
        // What lies between a day and the one it goes to goes there too.
        from = view.startOf(Math.max(day, target ?? day) + 1) - 1;
      }
      return undefined;
    },
  };
}
