/**
 * The store of schedules as a model in memory, with the guards of its SQL (packages/store/src/sql/fire.ts): compare
 * and set on where a schedule stands, the ledger's key, the floor, and its own clock. Overlap is core's.
 */
import {
  decideOverlap,
  type EngineStore,
  type Fired,
  type FirePlan,
  type FiringDecision,
  type NewRun,
  type ScheduleClaim,
  type ScheduleDocument,
} from '@carillon/core';

export interface ModelRow extends FiringDecision {
  runId: string | undefined;
}

interface ModelSchedule {
  claim: ScheduleClaim;
  dueAt: number | undefined;
  state: 'enabled' | 'paused' | 'ended';
  claimedUntil: number;
  lastRunId: string | undefined;
  readonly ledger: Map<number, ModelRow>;
}

export interface ModelRun {
  readonly id: string;
  readonly scheduleKey: number;
  readonly logicalTime: number;
  endsAt: number | undefined;
}

type Served = Pick<EngineStore, 'claimSchedules' | 'fire' | 'heldTimes' | 'noteFailure'>;

export interface StoreModel extends Served {
  now: number;
  readonly schedules: ReadonlyMap<number, ModelSchedule>;
  readonly runs: readonly ModelRun[];
  add(key: number, definition: ScheduleDocument): void;
  pause(key: number): void;
  resume(key: number, catchUp: boolean): void;
  /** What the repairer and the releaser do: runs end, waiting ones start, fixed delays are due. */
  settle(runMs: () => number): void;
  nextDue(): number | undefined;
}

const OVERDUE_MS = 2_000;
const date = (time: number): Date => new Date(time);
const same = (a: Date | undefined, b: Date | undefined): boolean => a?.getTime() === b?.getTime();

export function createStoreModel(start: number): StoreModel {
  const schedules = new Map<number, ModelSchedule>();
  const runs: ModelRun[] = [];
  const waiting: ModelRun[] = [];
  const of = (key: number): ModelSchedule => {
    const schedule = schedules.get(key);
    if (!schedule) throw new Error(`there is no schedule ${key}`);
    return schedule;
  };
  const ends = new Map<string, number>();
  const isOpen = (runId: string | undefined): boolean => runId !== undefined && !ends.has(runId);

  const accept = (scheduleKey: number, run: NewRun): ModelRun => {
    const accepted: ModelRun = {
      id: run.id,
      scheduleKey,
      logicalTime: run.request.logicalTime?.getTime() ?? Number.NaN,
      endsAt: undefined,
    };
    runs.push(accepted);
    return accepted;
  };

  const write = (schedule: ModelSchedule, { entries }: FirePlan): readonly FiringDecision[] => {
    const { floor, definition, key } = schedule.claim;
    const verdicts = [
      ...decideOverlap(
        definition.overlap ?? 'skip',
        { open: isOpen(schedule.lastRunId), waiting: waiting.filter((run) => run.scheduleKey === key).length },
        entries.filter(({ decision }) => decision.run === 'at_once').length,
      ).verdicts,
    ];
    return entries.flatMap(({ decision, run }) => {
      const verdict = decision.run === 'at_once' ? verdicts.shift() : decision.run === 'paced' ? 'hold' : undefined;
      const { logicalTime } = decision;
      if (logicalTime <= floor.getTime() || logicalTime > model.now || schedule.ledger.has(logicalTime)) return [];
      const isSkipped = verdict === 'skip';
      schedule.ledger.set(logicalTime, {
        ...decision,
        ...(isSkipped ? { outcome: 'skipped' as const, reason: 'overlap' as const } : {}),
        runId: isSkipped ? undefined : run?.id,
      });
      if (run && verdict === 'start') {
        accept(key, run);
        schedule.lastRunId = run.id;
      } else if (run && verdict === 'hold') waiting.push(accept(key, run));
      return [decision];
    });
  };

  const settleHeld = (schedule: ModelSchedule, { released }: FirePlan): void => {
    for (const [at, row] of schedule.ledger) {
      if (!released || row.heldUntil === undefined || at > released.through.getTime()) continue;
      const { heldUntil: _, ...settled } = row;
      const run = released.runs.find(({ decision }) => decision.logicalTime === at)?.run;
      schedule.ledger.set(at, { ...settled, runId: run?.id });
      if (run) waiting.push(accept(schedule.claim.key, run));
    }
  };

  const model: StoreModel = {
    now: start,
    schedules,
    runs,
    add(key, definition) {
      const claim: ScheduleClaim = {
        key,
        id: String(key),
        project: 'default',
        workflow: `workflow_${key}`,
        name: 'default',
        scope: { tenantKey: 1, projectKey: 1, environmentKey: 1 },
        workflowKey: key,
        versionKey: 1,
        definition,
        nextFireAt: undefined,
        dueAt: date(start),
        floor: date(start),
        passedUntil: undefined,
        heldFrom: undefined,
        lastEnd: undefined,
      };
      const rest = { dueAt: start, state: 'enabled', claimedUntil: Number.NEGATIVE_INFINITY } as const;
      schedules.set(key, { claim, ...rest, lastRunId: undefined, ledger: new Map() });
    },
    pause(key) {
      if (of(key).state === 'enabled') of(key).state = 'paused';
    },
    resume(key, catchUp) {
      const schedule = of(key);
      if (schedule.state !== 'paused') return;
      schedule.state = 'enabled';
      schedule.dueAt = model.now;
      schedule.claimedUntil = Number.NEGATIVE_INFINITY;
      if (!catchUp) schedule.claim = { ...schedule.claim, passedUntil: date(model.now) };
    },
    settle(runMs) {
      for (const run of runs) {
        if (waiting.includes(run)) continue;
        run.endsAt ??= model.now + runMs();
        if (run.endsAt <= model.now && !ends.has(run.id)) ends.set(run.id, model.now);
      }
      for (const run of waiting.slice()) {
        const schedule = of(run.scheduleKey);
        if (isOpen(schedule.lastRunId) && schedule.claim.definition.overlap !== 'allow') continue;
        waiting.splice(waiting.indexOf(run), 1);
        schedule.lastRunId = run.id;
      }
      for (const schedule of schedules.values()) {
        const { key } = schedule.claim;
        const waits = isOpen(schedule.lastRunId) || waiting.some((run) => run.scheduleKey === key);
        if (schedule.state === 'enabled' && schedule.dueAt === undefined && !waits) schedule.dueAt = model.now;
      }
    },
    nextDue() {
      const times = [...schedules.values()].flatMap(({ state, dueAt }) => (state === 'enabled' ? (dueAt ?? []) : []));
      return times.length === 0 ? undefined : Math.min(...times);
    },

    async claimSchedules(lookAheadMs, claimMs, limit) {
      const due = [...schedules.values()].filter(
        ({ state, dueAt, claimedUntil }) =>
          state === 'enabled' &&
          dueAt !== undefined &&
          dueAt <= model.now + lookAheadMs &&
          (claimedUntil < model.now ||
            (dueAt < model.now - OVERDUE_MS && claimedUntil < model.now + claimMs - OVERDUE_MS)),
      );
      return due.slice(0, limit).map((schedule) => {
        schedule.claimedUntil = model.now + claimMs;
        const waits = isOpen(schedule.lastRunId) || waiting.some((run) => run.scheduleKey === schedule.claim.key);
        const lastEnd = waits ? Number.POSITIVE_INFINITY : ends.get(schedule.lastRunId ?? '');
        return { ...schedule.claim, dueAt: date(schedule.dueAt as number), lastEnd };
      });
    },
    async heldTimes(key, from, limit) {
      return [...of(key).ledger.values()]
        .filter(({ logicalTime, heldUntil }) => heldUntil !== undefined && logicalTime >= from.getTime())
        .map(({ logicalTime }) => date(logicalTime))
        .sort((a, b) => a.getTime() - b.getTime())
        .slice(-limit);
    },
    async noteFailure() {
      throw new Error('no schedule of the simulation fails by itself');
    },
    async fire(plans): Promise<Fired> {
      const outcomes = new Map<number, readonly FiringDecision[]>();
      const early = new Set<number>();
      for (const plan of plans) {
        const schedule = of(plan.schedule.key);
        const { claim, state } = schedule;
        const unmoved =
          state === 'enabled' &&
          same(claim.nextFireAt, plan.schedule.nextFireAt) &&
          same(claim.passedUntil, plan.schedule.passedUntil) &&
          same(claim.heldFrom, plan.schedule.heldFrom);
        if (!unmoved) continue;
        if (plan.entries.some(({ decision }) => Math.max(decision.startAt, decision.logicalTime) > model.now)) {
          early.add(claim.key);
          continue;
        }
        outcomes.set(claim.key, write(schedule, plan));
        settleHeld(schedule, plan);
        const { nextFireAt, heldFrom, dueAt, ended, claimMs } = plan;
        const floor = date(Math.max(claim.floor.getTime(), plan.floor.getTime()));
        schedule.claim = { ...claim, nextFireAt, heldFrom, floor, passedUntil: undefined };
        schedule.dueAt = dueAt?.getTime();
        schedule.state = ended ? 'ended' : 'enabled';
        schedule.claimedUntil = claimMs === 0 ? Number.NEGATIVE_INFINITY : model.now + claimMs;
      }
      return { outcomes, early, started: { made: new Set(), leased: [] }, awaited: [], stops: [] };
    },
  };
  return model;
}
