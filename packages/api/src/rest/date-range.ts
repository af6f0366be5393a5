/** Ranges of dates in query strings. */
import { dateOfDay, dayNumberOf, type Said, said, SaidRangeError } from '@carillon/core';
import type { InputError } from '../http/problem.ts';
import { wrongInput } from '../http/problem.ts';

/** Both ends included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** @throws InputError for dates that are none, the wrong way round, or more than `most` */
export function datesOf({ from, to }: DateRange, most: number): readonly string[] {
  const first = numberOf('from', from);
  const last = numberOf('to', to);
  if (last < first) throw badRange('to', said`${to} is before ${from}`);
  if (last - first >= most) throw badRange('to', said`${from} to ${to} are more than ${most} days`);
  return Array.from({ length: last - first + 1 }, (_, i) => dateOfDay(first + i));
}

function numberOf(field: string, date: string): number {
  try {
    return dayNumberOf(date);
  } catch (error) {
    if (error instanceof SaidRangeError) throw badRange(field, error.said);
    throw error;
  }
}

function badRange(field: string, message: Said): InputError {
  return wrongInput(`/querystring/${field}`, message);
}
