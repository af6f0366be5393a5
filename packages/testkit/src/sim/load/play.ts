/** Plays a history: a cluster under load, what is done to it, and then rest, in which everything must come to an end. */
import { createChances } from '../chances.ts';
import type { ScheduleRow, SlaRow } from '../store/rows.ts';
import type { Safety } from '../store/tables.ts';
import { type Cluster, createCluster } from '../world/cluster.ts';
import { EPOCH } from '../world/sim-world.ts';
import { FAULTS, healEverything } from './faults.ts';
import { createPeople, type People } from './people.ts';
import type { Shape, Step } from './steps.ts';
import { timesOf } from './workflows.ts';

const WARM_UP_MS = 5_000;
/** GUARANTEES G7: 60 s, the backlog, and what the tasks themselves take with their tries. */
const REST_MS = 15 * 60_000;
/** Within which everything is seen to by itself, but for the backlog. */
const HEALED_MS = 60_000;
/** Longer than the call to the store that hangs longest. */
const TELL_MS = 15_000;
const LET_GO_EVERY_MS = 10_000;

export interface FaultTime {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

export interface Played {
  readonly cluster: Cluster;
  readonly people: People;
  readonly faults: readonly FaultTime[];
  /** When everything was healed. */
  readonly healedAt: number;
  /** Milliseconds until nothing was open any more; undefined: it did not come to rest. */
  readonly restedAfterMs: number | undefined;
}

export async function play(
  seed: number,
  shape: Shape,
  steps: readonly Step[],
  without: ReadonlySet<Safety> = new Set(),
): Promise<Played> {
  const cluster = createCluster(createChances(seed), shape, without);
  const { world, tables } = cluster;
  try {
    const people = createPeople(cluster);
    const faults: FaultTime[] = [];
    const take = ({ what, seed: own }: Step): void => {
      const fault = FAULTS[what];
      const chances = createChances(own);
      if (!fault) return people.do(what, chances);
      const from = world.now();
      faults.push({ what, from, to: from + fault(cluster, chances) });
    };
    for (const step of steps) world.after(WARM_UP_MS + step.at, undefined, () => take(step));
    await world.until(WARM_UP_MS + shape.lengthMs);

    healEverything(cluster);
    const healedAt = world.now();
    const wake = (...states: readonly ScheduleRow['state'][]): void => {
      for (const schedule of tables.schedules.values())
        if (states.includes(schedule.state))
          tables.schedules.update(schedule, { state: 'enabled', dueAt: tables.machine.now(), claimedUntil: -1 });
    };
    wake('enabled', 'paused');
    // A pause that somebody asked for while the store stood still comes late.
    const wakeLate = (): void => {
      wake('paused');
      world.after(LET_GO_EVERY_MS, undefined, wakeLate);
    };
    wakeLate();
    // What is due by now is told; then no more is fired.
    await world.until(healedAt + TELL_MS);
    const isTold = ({ key, floor }: ScheduleRow): boolean => floor >= (timesOf(key, EPOCH + healedAt)?.at(-1) ?? 0);
    await world.settles(healedAt + HEALED_MS, () => Array.from(tables.schedules.values()).every(isTold));
    for (const schedule of tables.schedules.values()) tables.schedules.update(schedule, { state: 'ended' });
    const letGo = (): void => {
      people.letGo();
      world.after(LET_GO_EVERY_MS, undefined, letGo);
    };
    letGo();
    const isSettled = ({ runId, dueAt }: SlaRow): boolean => dueAt === undefined || !tables.runEnds.has(runId);
    const isQuiet = (): boolean =>
      tables.runs.size === 0 && isEmpty(tables.tasks.all()) && Array.from(tables.slaTerms.values()).every(isSettled);
    const rested = await world.settles(world.now() + REST_MS, isQuiet);
    return { cluster, people, faults, healedAt, restedAfterMs: rested ? world.now() - healedAt : undefined };
  } finally {
    world.end();
  }
}

function isEmpty(values: Iterable<unknown>): boolean {
  for (const _ of values) return false;
  return true;
}
