/** What people do, through whichever server answers. Each request for a run has a key, and is repeated until it is answered. */
import {
  type Command,
  type EngineStore,
  type MarkState,
  type NewSignal,
  type RunController,
  type StartRequest,
  unitHash,
} from '@carillon/core';
import type { Scheduler } from '@carillon/scheduler';
import type { Chances } from '../chances.ts';
import { type Cluster, SCOPE } from '../world/cluster.ts';
import type { SimServer } from '../world/sim-server.ts';
import { SCHEDULES, SHAPE_NAMES, versionOf } from './workflows.ts';

const TENANT = { tenantKey: SCOPE.tenantKey };
const BY: Command = { actor: 'person' };
const PATIENCE_MS = 5_000;
const MAX_TRIES = 20;
/** Over before what is due must be told (play.ts). */
const LONGEST_PAUSE_MS = 30_000;

/** A line of the client's own log. */
export interface RequestLine {
  readonly key: string;
  /** Undefined while nobody has answered. */
  runId: string | undefined;
}

/** A signal that was sent until somebody answered. */
export interface SignalLine {
  readonly id: string;
  readonly runId: string;
  /** It was answered that it is kept. */
  isKept: boolean;
}

export interface People {
  readonly requests: readonly RequestLine[];
  readonly signals: readonly SignalLine[];
  /** Carries a command out, whatever comes of it. */
  do(what: string, chances: Chances): void;
  /** Lets everything go on that is paused, and answers what is asked. */
  letGo(): void;
}

type Commands = Readonly<Record<string, (chances: Chances) => void>>;

export function createPeople(cluster: Cluster): People {
  const { world, tables, servers } = cluster;
  const requests: RequestLine[] = [];
  const signals: SignalLine[] = [];
  const someone = world.newProcess('people');

  const anyServer = (chances: Chances): SimServer | undefined => {
    const up = servers.filter(({ scheduler, process }) => scheduler && process.frozenUntil <= world.now());
    return up.length === 0 ? undefined : chances.pick(up);
  };

  /** What a server says, within the patience of a client. Undefined: nobody knows what came of it. */
  const ask = <T>(
    chances: Chances,
    question: (scheduler: Scheduler, store: EngineStore) => Promise<T>,
  ): Promise<T | undefined> =>
    new Promise((resolve) => {
      const server = anyServer(chances);
      const scheduler = server?.scheduler;
      if (!scheduler) return void world.after(1_000, someone, () => resolve(undefined));
      world.after(PATIENCE_MS, someone, () => resolve(undefined));
      world.after(1, server.process, () => {
        question(scheduler, server.store).then(
          (answer) => world.after(1, someone, () => resolve(answer)),
          () => world.after(1, someone, () => resolve(undefined)),
        );
      });
    });

  const start = async (chances: Chances, workflow: string, key: string): Promise<void> => {
    const line: RequestLine = { key, runId: undefined };
    requests.push(line);
    const { key: versionKey, workflowKey } = versionOf(workflow);
    const request: StartRequest = {
      scope: SCOPE,
      workflowKey,
      versionKey,
      params: {},
      logicalTime: undefined,
      triggerKind: 'api',
      actor: 'person',
      idempotency: { principal: 'person', route: 'runs', key, bodyHash: new Uint8Array([unitHash(key) * 256]) },
    };
    for (let tries = 0; tries < MAX_TRIES && line.runId === undefined; tries++) {
      const answer = await ask(chances, ({ starter }) => starter.start(request));
      if (answer && answer.kind !== 'key_reused') line.runId = answer.runId;
    }
  };

  const signal = async (chances: Chances, runId: string): Promise<void> => {
    const line: SignalLine = { id: chances.uuid(), runId, isKept: false };
    signals.push(line);
    const sent: NewSignal = {
      id: line.id,
      name: 'go',
      key: undefined,
      payload: { signal: line.id },
      actor: 'person',
      idempotencyKey: line.id,
    };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const answer = await ask(chances, (_, store) => store.signalRun(TENANT, runId, sent));
      if (!answer) continue;
      line.isKept = answer.kind === 'sent' || answer.kind === 'replayed';
      return;
    }
  };

  const openRuns = (): readonly string[] => [
    ...Array.from(tables.runs.values(), ({ id }) => id),
    ...Array.from(tables.tasks.all()).flatMap(({ solo, runId }) => (solo ? [runId] : [])),
  ];
  const endedRuns = (): readonly string[] => Array.from(tables.runEnds.values(), ({ id }) => id).slice(-50);
  const onRun = (chances: Chances, act: (controller: RunController, runId: string) => Promise<unknown>): void => {
    const open = openRuns();
    if (open.length === 0) return;
    const runId = chances.pick(open);
    void ask(chances, ({ controller }) => act(controller, runId));
  };
  const onTask = (
    chances: Chances,
    act: (controller: RunController, runId: string, taskNo: number) => Promise<unknown>,
  ): void =>
    onRun(chances, (controller, runId) => {
      const rows = [...tables.tasks.of(runId), ...tables.taskEnds.of(runId)];
      return act(controller, runId, rows.length === 0 ? 0 : chances.pick(rows).taskNo);
    });
  const someSchedule = (chances: Chances): string => chances.pick([...tables.schedules.values()]).id;

  const awaiting = (): readonly string[] => [...new Set(Array.from(tables.waits.values(), ({ runId }) => runId))];

  const commands: Commands = {
    signal(chances) {
      const runIds = awaiting();
      if (runIds.length > 0) void signal(chances, chances.pick(runIds));
    },
    start: (chances) => void start(chances, chances.pick(SHAPE_NAMES), chances.uuid()),
    start_burst(chances) {
      const workflow = chances.pick(SHAPE_NAMES);
      for (let i = 0; i < 8; i++) void start(chances, workflow, chances.uuid());
    },
    stop: (chances) =>
      onRun(chances, (controller, runId) =>
        controller.stop(TENANT, runId, {
          actor: 'person',
          reason: { code: 'STOPPED_BY_USER' },
          kill: chances.happens(0.2),
        }),
      ),
    pause: (chances) => onRun(chances, (controller, runId) => controller.pause(TENANT, runId, BY)),
    resume: (chances) => onRun(chances, (controller, runId) => controller.resume(TENANT, runId, BY)),
    pause_task: (chances) => onTask(chances, (controller, runId, no) => controller.pauseTask(TENANT, runId, no, BY)),
    resume_task: (chances) => onTask(chances, (controller, runId, no) => controller.resumeTask(TENANT, runId, no, BY)),
    retry_now: (chances) => onTask(chances, (controller, runId, no) => controller.retryNow(TENANT, runId, no, BY)),
    reopen: (chances) => onTask(chances, (controller, runId, no) => controller.reopen(TENANT, runId, no, BY)),
    mark(chances) {
      const as = chances.pick<MarkState>(['success', 'failed', 'skipped']);
      onTask(chances, (controller, runId, no) => controller.mark(TENANT, runId, no, as, BY));
    },
    rerun(chances) {
      const ended = endedRuns();
      if (ended.length === 0) return;
      const runId = chances.pick(ended);
      const kind = chances.pick(['all', 'failed'] as const);
      void ask(chances, ({ controller }) => controller.rerun(TENANT, runId, { selection: { kind }, actor: 'person' }));
    },
    pause_schedule(chances) {
      const id = someSchedule(chances);
      void ask(chances, ({ scheduleControl }) => scheduleControl.pause(TENANT, id, BY));
    },
    resume_schedule(chances) {
      const id = someSchedule(chances);
      const catchUp = chances.happens(0.3);
      void ask(chances, ({ scheduleControl }) => scheduleControl.resume(TENANT, id, { actor: 'person', catchUp }));
    },
    // Nobody lets it go: it ends by itself, and times that nobody tells by then are missing in the ledger.
    pause_workflow(chances) {
      const { workflow } = chances.pick(SCHEDULES);
      const at = { workflowKey: versionOf(workflow).workflowKey, environmentKey: SCOPE.environmentKey };
      const resumeAt = new Date(tables.machine.now() + chances.between(1_000, LONGEST_PAUSE_MS));
      void ask(chances, ({ scheduleControl }) => scheduleControl.pauseWorkflow(TENANT, at, { ...BY, resumeAt }));
    },
    fire_schedule(chances) {
      const id = someSchedule(chances);
      void ask(chances, ({ scheduleControl }) => scheduleControl.fire(TENANT, id, { actor: 'person' }));
    },
  };

  return {
    requests,
    signals,
    do: (what, chances) => void world.after(0, someone, () => commands[what]?.(chances)),
    letGo() {
      const chances = world.chances;
      for (const runId of openRuns()) {
        void ask(chances, ({ controller }) => controller.resume(TENANT, runId, BY));
        for (const { taskNo, pausedAt } of tables.tasks.of(runId))
          if (pausedAt !== undefined)
            void ask(chances, ({ controller }) => controller.resumeTask(TENANT, runId, taskNo, BY));
      }
    },
  };
}
