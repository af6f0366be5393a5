/** What a stored schedule will fire: its definition, from where the engine stands. */
import {
  type FiringPreview,
  type FiringTime,
  previewFirings,
  previewOf,
  type Schedule,
  type ScheduleRecord,
} from '@carillon/core';
import type { FiringWalk } from './firing-walk.ts';

type Standing = Pick<ScheduleRecord, 'definition' | 'nextFireAt'>;

/** What a fixed delay fires next is known once its run has ended; nothing behind it is. */
const delayedFiring = ({ nextFireAt }: Standing): FiringTime | undefined =>
  nextFireAt && { at: nextFireAt.getTime(), startAt: nextFireAt.getTime(), notes: [] };

/** Both ends of the span are included. */
export async function comingFirings(
  walk: FiringWalk,
  { schedule, compiled }: { readonly schedule: Standing; readonly compiled: Schedule },
  { from, to }: { readonly from: number; readonly to: number },
  visit: (firing: FiringTime) => boolean | void,
): Promise<void> {
  if (schedule.definition.delay === undefined) return walk.through(compiled, { after: from - 1, until: to }, visit);
  const firing = delayedFiring(schedule);
  if (firing && firing.at >= from && firing.at <= to) visit(firing);
}

export function nextFirings(
  schedule: Standing,
  compiled: Schedule,
  { from, count }: { readonly from: number; readonly count: number },
): readonly FiringPreview[] {
  if (schedule.definition.delay === undefined) return previewFirings(compiled, { from, count });
  const firing = delayedFiring(schedule);
  return firing && firing.at >= from ? [previewOf(compiled, firing)] : [];
}
