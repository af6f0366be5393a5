/** What a person asks of a backfill: the form's fields, the request, and the same on the command line. */
import type { JsonObject } from '@carillon/core';
import type { CreatePlan } from '@carillon/protocol';
import type { Place } from '../api/queries.ts';
import { placeFlags } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';
import { valueText } from '../start/param-fields.ts';
import { addDays, isCalendarDate } from '../time/calendar-dates.ts';

export const ONLY = ['missing', 'failed', 'all'] as const;
export const ORDERS = ['oldest_first', 'newest_first'] as const;
export const MAX_PARALLELISM = 100;
const DEFAULT_PARALLELISM = 4;
const DEFAULT_DAYS = 30;

export interface BackfillFields {
  readonly from: string;
  readonly to: string;
  readonly only: (typeof ONLY)[number];
  readonly order: (typeof ORDERS)[number];
  readonly parallelism: string;
  /** Undefined: the live one. */
  readonly version: number | undefined;
  readonly downstream: readonly string[];
}

/** Logical dates, both ends included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** What was clicked, else the thirty days before today. */
export function firstFields(range: DateRange | undefined, today: string): BackfillFields {
  return {
    from: range?.from ?? addDays(today, -DEFAULT_DAYS),
    to: range?.to ?? addDays(today, -1),
    only: range === undefined ? 'missing' : 'all',
    order: 'oldest_first',
    parallelism: String(DEFAULT_PARALLELISM),
    version: undefined,
    downstream: [],
  };
}

export type BackfillProblem = 'notDates' | 'backwards' | 'parallelism';

export function problemOf({ from, to, parallelism }: BackfillFields): BackfillProblem | undefined {
  if (!isCalendarDate(from) || !isCalendarDate(to)) return 'notDates';
  if (from > to) return 'backwards';
  const count = Number(parallelism);
  return Number.isInteger(count) && count >= 1 && count <= MAX_PARALLELISM ? undefined : 'parallelism';
}

/** A date that was clicked: the first click begins a range, the second ends it, in either direction. */
export function pickDate(fields: BackfillFields, date: string, isBegun: boolean): BackfillFields {
  if (!isBegun) return { ...fields, from: date, to: date };
  return date < fields.from ? { ...fields, from: date } : { ...fields, to: date };
}

export function planRequest(project: string, workflow: string, fields: BackfillFields, params: JsonObject): CreatePlan {
  const { from, to, only, order, parallelism, version, downstream } = fields;
  return {
    kind: 'backfill',
    project,
    workflow,
    from,
    to,
    only,
    order,
    parallelism: Number(parallelism),
    ...(version !== undefined && { version }),
    ...(Object.keys(params).length > 0 && { params }),
    ...(downstream.length > 0 && { downstream: [...downstream] }),
  };
}

export function backfillCommand(
  { workflow, from, to, only, order, parallelism, version, params, downstream }: CreatePlan,
  place: Place,
): string {
  return [
    `npx carillon backfill create ${workflow}`,
    placeFlags(place),
    `--from ${from} --to ${to} --only ${only} --parallel ${parallelism}`,
    ...(order === 'newest_first' ? ['--order newest_first'] : []),
    ...(version === undefined ? [] : [`--version ${version}`]),
    ...Object.entries((params ?? {}) as JsonObject).map(
      ([name, value]) => `-p ${shellWord(`${name}=${valueText(value)}`)}`,
    ),
    ...(downstream === undefined ? [] : [`--downstream ${downstream.join(',')}`]),
  ].join(' ');
}
