/** When a run of a text would be, and its params: as they are given, else those of a former run. */
import type { JsonObject } from '@carillon/core';
import type { ApiContext } from './context.ts';
import type { FormerRun } from './former-run.ts';
import { type LogicalMoment, momentNow, momentOfDate } from './logical-time.ts';
import { stillDeclared } from './rerun.ts';
import { paramsOf, type Target } from './start-run.ts';

/** @throws CarillonError for a date that the schedule has not. @throws InputError for params that no run could have */
export async function givenStart(
  context: ApiContext,
  target: Target,
  { date, params = {} }: { readonly date?: string; readonly params?: Readonly<Record<string, unknown>> },
  former: FormerRun | undefined,
): Promise<{ readonly moment: LogicalMoment; readonly params: JsonObject }> {
  const { live } = target;
  const moment =
    date !== undefined
      ? await momentOfDate(context.calendars, live, date)
      : former
        ? { time: former.run.logicalTime, date: former.run.logicalDate }
        : momentNow(live, context.clock.now());
  const input = { ...stillDeclared(former?.run.params ?? {}, live.document.params), ...(params as JsonObject) };
  return { moment, params: await paramsOf(context, target, moment, { input, pointer: '/params' }) };
}
