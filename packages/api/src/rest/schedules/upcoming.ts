/**
 * What will fire, over all schedules of an environment. Schedules are read in pages and their compiled forms
 * kept, so that a look at a week of thousands of workflows is arithmetic alone.
 */
import {
  type FiringTime,
  heldText,
  localTimeText,
  type Schedule,
  ScheduleError,
  type UpcomingFilter,
  type UpcomingSchedule,
  formatId,
  zoneNameOf,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import type { ApiContext, Place } from '../context.ts';
import { comingFirings } from './coming-firings.ts';
import { createFiringWalk } from './firing-walk.ts';

export const CELL_MS = 15 * 60_000;
const PAGE = 1_000;
const MAX_UNKNOWN = 20;

/** Both ends included, in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Planned {
  readonly schedule: UpcomingSchedule;
  readonly compiled: Schedule;
}

/** Firings by quarter of an hour. */
export async function upcomingCells(
  context: ApiContext,
  place: Place,
  filter: UpcomingFilter,
  { from, to }: Span,
): Promise<rest.Upcoming> {
  const first = Math.floor(from / CELL_MS);
  const counts = new Uint32Array(Math.floor(to / CELL_MS) - first + 1);
  const workflows = new Set<number>();
  const unknown: rest.Upcoming['unknown'] = [];
  let schedules = 0;
  let firings = 0;
  const walk = createFiringWalk();
  await eachPlanned(context, { place, filter, to }, unknown, async (planned) => {
    const before = firings;
    await comingFirings(walk, planned, spanOf(planned, { from, to }), ({ at }) => {
      const cell = Math.floor(at / CELL_MS) - first;
      counts[cell] = (counts[cell] ?? 0) + 1;
      firings++;
    });
    if (firings === before) return;
    schedules++;
    workflows.add(planned.schedule.workflowKey);
  });
  const cells = [...counts].flatMap((count, i) =>
    count === 0 ? [] : [{ at: new Date((first + i) * CELL_MS).toISOString(), count }],
  );
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    cellMinutes: CELL_MS / 60_000,
    cells,
    workflows: workflows.size,
    schedules,
    firings,
    unknown,
  };
}

export interface Firing extends Planned {
  readonly firing: FiringTime;
}

/** Where a list of firings goes on: behind this one. */
export interface FiringKey {
  readonly at: number;
  readonly scheduleKey: number;
}

/** The first `most` firings in the order of their times, of one time by schedule. */
export async function firstFirings(
  context: ApiContext,
  place: Place,
  filter: UpcomingFilter,
  { from, to, behind, most }: Span & { readonly behind: FiringKey | undefined; readonly most: number },
): Promise<readonly Firing[]> {
  const walk = createFiringWalk();
  const first = createFirst(most);
  await eachPlanned(context, { place, filter, to }, [], async (planned) => {
    const { key } = planned.schedule;
    const isBehind = behind === undefined || key > behind.scheduleKey;
    const start = behind === undefined ? from : isBehind ? behind.at : behind.at + 1;
    await comingFirings(walk, planned, spanOf(planned, { from: start, to }), (firing) =>
      first.offer({ ...planned, firing }),
    );
  });
  return first.sorted();
}

export const keyOf = ({ firing, schedule }: Firing): FiringKey => ({ at: firing.at, scheduleKey: schedule.key });

const inOrder = (a: Firing, b: Firing): number => a.firing.at - b.firing.at || a.schedule.key - b.schedule.key;

/** Keeps the smallest of what is offered; twice as many are held, so that it sorts seldom. */
function createFirst(most: number) {
  let held: Firing[] = [];
  let worst: Firing | undefined;
  const cut = (): void => {
    held = held.sort(inOrder).slice(0, most);
    worst = held.length === most ? held.at(-1) : undefined;
  };
  return {
    /** False where nothing later of the same schedule can be among the first. */
    offer(firing: Firing): boolean {
      if (worst && inOrder(firing, worst) > 0) return false;
      held.push(firing);
      if (held.length >= 2 * most) cut();
      return true;
    },
    sorted(): readonly Firing[] {
      cut();
      return held;
    },
  };
}

async function eachPlanned(
  { schedules, compiled }: ApiContext,
  { place, filter, to }: { readonly place: Place; readonly filter: UpcomingFilter; readonly to: number },
  unknown: rest.Upcoming['unknown'],
  visit: (planned: Planned) => Promise<void>,
): Promise<void> {
  for (let afterKey = 0, isLast = false; !isLast; ) {
    const page = await schedules.upcoming(place, { ...filter, afterKey, before: new Date(to), limit: PAGE });
    const found = await compiled.of(place, page);
    for (const [i, schedule] of page.entries()) {
      const one = found[i];
      if (one instanceof ScheduleError) {
        if (unknown.length < MAX_UNKNOWN) unknown.push({ ...nameOf(schedule), message: one.message });
      } else if (one) await visit({ schedule, compiled: one });
    }
    afterKey = page.at(-1)?.key ?? 0;
    isLast = page.length < PAGE;
  }
}

const spanOf = ({ schedule }: Planned, { from, to }: Span): Span => ({
  from: Math.max(from, schedule.after.getTime() + 1),
  to,
});

const nameOf = ({ id, project, workflow, name }: UpcomingSchedule) => ({
  scheduleId: formatId('sch', id),
  project,
  workflow,
  schedule: name,
});

export function upcomingFiringView(
  { schedule, firing }: Firing,
  durations: ReadonlyMap<number, { readonly p50Ms: number; readonly p95Ms: number }>,
): rest.UpcomingFiring {
  const timezone = zoneNameOf(schedule.definition);
  const expected = durations.get(schedule.workflowKey);
  return {
    ...nameOf(schedule),
    logicalTime: new Date(firing.at).toISOString(),
    localTime: localTimeText(firing.at, timezone),
    startsAt: new Date(firing.startAt).toISOString(),
    timezone,
    ...(expected && { expectedMs: { p50: expected.p50Ms, p95: expected.p95Ms } }),
    ...(firing.held && { held: heldText(firing.held) }),
    notes: [...firing.notes],
  };
}
