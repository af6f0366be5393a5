/** What the routes of one schedule share. */
import {
  CarillonError,
  parseId,
  type Principal,
  type Schedule as CompiledSchedule,
  ScheduleError,
  type ScheduleRecord,
  said,
} from '@carillon/core';
import { type Static, Type } from 'typebox';
import { type ApiContext, notFound } from '../context.ts';

export const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
export type OfSchedule = { Params: Static<typeof ById> };

export const READ_SCHEDULES = { access: { action: 'schedule.read', resource: 'schedule' } } as const;
export const tags = ['schedules'];

/** @throws CarillonError NOT_FOUND: an id of another kind names nothing here */
export async function findSchedule(
  { schedules }: ApiContext,
  principal: Principal,
  text: string,
): Promise<ScheduleRecord> {
  const id = parseId('sch', text);
  const schedule = id === undefined ? undefined : await schedules.get(principal, id);
  if (!schedule) throw notFound('schedule');
  return schedule;
}

/** @throws CarillonError CONFLICT_STATE where its definition does not hold any longer */
export async function compiledOf({ compiled }: ApiContext, schedule: ScheduleRecord): Promise<CompiledSchedule> {
  const [found] = await compiled.of(schedule.scope, [{ ...schedule, projectKey: schedule.scope.projectKey }]);
  if (found && !(found instanceof ScheduleError)) return found;
  throw new CarillonError({
    code: 'CONFLICT_STATE',
    message: said`the schedule cannot be read: ${found?.message}`,
    ...(found?.hint !== undefined && { hint: said`${found.hint}` }),
    cause: found,
  });
}
