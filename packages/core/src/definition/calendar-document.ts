/** The canonical form of `kind: Calendar`. Its days are compiled to a `CalendarTable` by `@carillon/spec`. */
import type { DocumentHead } from './document.ts';

/** Monday first, as ISO 8601 counts. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const HOLIDAY_TYPES = ['public', 'bank', 'school', 'optional', 'observance'] as const;
export type HolidayType = (typeof HOLIDAY_TYPES)[number];

/** Days of a country's or region's law. For CN, the yearly arrangement with its make-up workdays. */
export interface HolidaySource {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  /** As ISO 3166-2 has it behind the country: `BY` of `DE-BY`; further parts behind a `-`. */
  readonly region?: string;
  /** `public` alone when absent. */
  readonly types?: readonly HolidayType[];
}

/** A date, or dates with both ends included. */
export type CalendarDates =
  | string
  | { readonly date: string; readonly reason?: string }
  | { readonly from: string; readonly to: string; readonly reason?: string };

/** Local times in the calendar's zone, or instants; `to` is excluded, unless it is a date, which is included. */
export interface FreezeWindow {
  readonly from: string;
  readonly to: string;
  readonly reason?: string;
}

export interface CalendarDocument extends DocumentHead {
  readonly kind: 'Calendar';
  /** Of freeze windows that are written as local times; UTC when absent. */
  readonly timezone?: string;
  readonly weekdays?: readonly Weekday[];
  readonly holidays?: readonly HolidaySource[];
  /** Names of calendars, applied in this order to the days of `weekdays` and `holidays`. */
  readonly union?: readonly string[];
  readonly intersection?: readonly string[];
  readonly minus?: readonly string[];
  /** Own dates have the last word; none can be in both. */
  readonly include?: readonly CalendarDates[];
  readonly exclude?: readonly CalendarDates[];
  /** Both included. Outside of them the calendar says nothing. */
  readonly years?: { readonly from: number; readonly to: number };
  readonly freeze?: readonly FreezeWindow[];
}
