/** Puts the parts of a scheduler node together, and starts and stops them in order. */
import {
  ARRIVING_LANE,
  type CalendarStore,
  type CheckDocument,
  type EngineStore,
  type FileProbe,
  type Healing,
  MAX_QUEUED_RUNS,
  type RunController,
  type RunStarter,
  type ScheduleControl,
  type SecretReader,
  type Shed,
} from '@carillon/core';
import { host, type Leadership, type Logger, type Metrics } from '@carillon/runtime';
import { createDispatcher } from './dispatcher.ts';
import { createAssigner } from './gateway/assignments.ts';
import { createAttemptSecrets } from './gateway/attempt-secrets.ts';
import { createHeartbeats } from './gateway/heartbeats.ts';
import { createReports } from './gateway/reports.ts';
import { createGateway } from './gateway/server.ts';
import { DEFAULT_LEASE, type LeaseTimes } from './gateway/session-stream.ts';
import { createStopper } from './gateway/stops.ts';
import { createBackfiller } from './loops/backfiller.ts';
import { createBulkRunner } from './loops/bulk-runner.ts';
import { createCalendarWatch } from './loops/calendar-watch.ts';
import { createHealings } from './healings.ts';
import { createGranter } from './loops/granter.ts';
import { createHealer, type HealerTimes } from './loops/healer.ts';
import { createLimitBook } from './limits/limit-book.ts';
import { watchFreed, withArrivals } from './limits/watch-freed.ts';
import type { Loop } from './loops/loop.ts';
import { createPulse } from './loops/pulse.ts';
import { createReconciler } from './loops/reconciler.ts';
import { createRescuer } from './loops/rescuer.ts';
import { createSlaWatch } from './loops/sla-watch.ts';
import { createStopSweeper } from './loops/stop-sweeper.ts';
import { createStragglerWatch } from './loops/straggler-watch.ts';
import { createWorkerSpreader } from './loops/worker-spreader.ts';
import { createTimekeeper } from './loops/timekeeper.ts';
import { createSchedulerMetrics } from './metrics.ts';
import { createAdvancer } from './runs/advancer.ts';
import { createChildCommands, reachChildren } from './runs/child-commands.ts';
import { healTasksWithChildren } from './runs/child-healing.ts';
import { createChildStarting } from './runs/child-starting.ts';
import { createChildren } from './runs/children.ts';
import { createContexts } from './runs/contexts.ts';
import { createController } from './runs/controller.ts';
import { createEnder } from './runs/ender.ts';
import { createFailures } from './runs/failures.ts';
import { shardOfRun } from './runs/flusher.ts';
import { createLeases } from './runs/leases.ts';
import { createPlacer } from './runs/placing.ts';
import { createQueuedRuns } from './runs/queued-runs.ts';
import { createRerunner } from './runs/rerunner.ts';
import { createStarter } from './runs/starter.ts';
import { createVersions } from './runs/versions.ts';
import { watchEnds } from './runs/watch-ends.ts';
import { createLanes } from './queues/lanes.ts';
import { createQueueBoard } from './queues/queue-board.ts';
import { createRoom } from './queues/room.ts';
import { createScheduleEngine } from './schedules/engine.ts';
import { createSessions } from './sessions.ts';
import { createStoreClock } from './store-clock.ts';
import { createClockWatch } from './clock-watch.ts';
import { timedClaims } from './timed-claims.ts';
import { createAwaitedWorkflows } from './waits/awaited-workflows.ts';
import { createWaitEnder } from './waits/wait-ender.ts';
import { createWaiter } from './waits/waiter.ts';
import { wakeOnUpdates } from './waits/wake-on-updates.ts';

/** Beats a worker may miss before it gets no new work. */
const SILENT_BEATS = 2.5;
const BEATS_PER_FULL_LIST = 5;
const DEFAULT_BACKFILL_RUNS = 16;

/** Where nobody gave it eyes for files. */
const BLIND: FileProbe = { look: async () => ({ kind: 'refused', why: 'blind', of: '' }) };

export interface SchedulerConfig {
  readonly grpcHost: string;
  /** 0 = any free one. */
  readonly grpcPort: number;
  /** Where people reach the console, for links. */
  readonly publicUrl: string;
  /** False where only the API runs here: runs are started and stopped, workers and loops are other nodes'. */
  readonly serving?: boolean;
  /** Times of workers' leases; shorter ones find dead workers sooner and bear shorter pauses. */
  readonly lease?: LeaseTimes;
  /** How often, and how late, what a crash left is looked for. */
  readonly healer?: HealerTimes;
  /** How often the store's clock is looked at. */
  readonly clockEveryMs?: number;
  /** How often workers are spread over the servers; never when absent. */
  readonly spreadEveryMs?: number;
  /** Runs of backfills that a tenant may have open, half of the workers' slots at most. */
  readonly backfillRuns?: number;
  /** Runs of a tenant that may wait for their first dispatch. */
  readonly queuedRuns?: number;
}

export interface SchedulerParts {
  readonly store: EngineStore;
  readonly secretReader: SecretReader;
  readonly calendars: Pick<CalendarStore, 'tables' | 'inUse'>;
  /** What this server can see of files that tasks wait for; nothing when absent. */
  readonly probe?: FileProbe;
  /** Of this server, in duties of which one server at a time is in charge. */
  readonly leadership: Pick<Leadership, 'lead'>;
  /** How many workers each of the other servers has; a server that cannot know is alone. */
  readonly workersElsewhere?: () => Promise<readonly number[]>;
  /** Keeps what was made good. */
  readonly onHealed?: (healings: readonly Healing[]) => void;
  /** What this server puts off now, because it has too much to do. */
  readonly isPutOff?: (what: Shed) => boolean;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly config: SchedulerConfig;
  /** What is wrong with tasks that are known at run time only. */
  readonly checkDocument: CheckDocument;
  /** Who a worker's token belongs to; undefined when it is unknown or expired. */
  readonly authenticateWorker: (token: string) => Promise<object | undefined>;
  /** Where workers connect; over gRPC when absent. A port for simulations. */
  readonly openGateway?: typeof createGateway;
}

export interface Scheduler {
  start(): Promise<{ readonly grpcPort: number | undefined }>;
  /** Finishes the batches in flight, tells workers to go elsewhere, ends. */
  stop(): Promise<void>;
  readonly starter: RunStarter;
  readonly controller: RunController;
  readonly scheduleControl: ScheduleControl;
  /** That are connected here. */
  workers(): number;
  /** A schedule was added or edited. */
  scheduleChanged(): void;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { leadership, secretReader, log, metrics, config, authenticateWorker } = parts;
  const watched = watchEnds(
    watchFreed(
      wakeOnUpdates(parts.store, () => dueIn(0), log),
      () => granter.freed(),
    ),
    {
      onEnded(runIds) {
        backfiller.ended(runIds);
        schedules.ended(runIds);
        awaited.ended(runIds);
      },
      onChildren: (runIds) => children.ended(runIds),
    },
  );
  const childCommands = createChildCommands({
    store: watched,
    pause: (...command) => store.pauseRun(...command),
    stop: (...command) => stopper.stop(...command),
    resume: (scope, runId, actor) => controller.resume(scope, runId, { actor }),
  });
  const store = reachChildren(watched, childCommands, {
    onResumed: async (runId) => children.goOn(await watched.waitingTasks(runId)),
    log,
  });
  const pulse = createPulse(store);
  const lease = config.lease ?? DEFAULT_LEASE;
  const clock = createStoreClock(store);
  const meters = createSchedulerMetrics(metrics);
  const clockWatch = createClockWatch({
    store,
    clock,
    everyMs: config.clockEveryMs,
    onHalted: meters.halted,
    log,
  });
  const onHealed = createHealings(meters.healed, parts.onHealed ?? (() => undefined));
  const silentAfterMs = SILENT_BEATS * lease.heartbeatMs;
  const sessions = createSessions(silentAfterMs);
  const contexts = createContexts(store, parts.calendars, config.publicUrl);
  const lanes = createLanes(store);
  const board = createQueueBoard({ store, sessions, lanes });
  const room = createRoom(lanes, board.use);
  const versions = createVersions(store, lanes);
  const attemptSecrets = createAttemptSecrets({
    reader: secretReader,
    room,
    contexts,
    attemptEnded: (ended) => reports.attemptEnded(ended),
    log,
  });
  const assigner = createAssigner({ versions, contexts, attemptSecrets, room });
  const dispatcher = withArrivals(
    createDispatcher({
      store: timedClaims(store, meters.claimed),
      sessions,
      lanes,
      board,
      room,
      assigner,
      hasReady: pulse.has('ready'),
      log,
    }),
    {
      lane: ARRIVING_LANE,
      onArrived: () => granter.arrived(),
    },
  );
  const book = createLimitBook({ store, contexts, pulse, log });
  const dueIn = (ms: number): void => timekeeper.wake(ms);
  const placer = createPlacer({
    book,
    store,
    dispatcher,
    lanes,
    board,
    contexts,
    versions,
    checkDocument: parts.checkDocument,
    clock,
    beginWait: (...wait) => waiter.begin(...wait),
  });
  const leases = createLeases({ sessions, dispatcher, room, assigner, contexts });
  const ender = createEnder(store, versions, contexts, log);
  const advancer = createAdvancer({
    book,
    store,
    sessions,
    dispatcher,
    leases,
    room,
    board,
    placer,
    contexts,
    ender,
    dueIn,
    onExpanded: (parents) => children.goOn(parents),
    onFailures: (failures) => failed(failures),
    clock,
    log,
  });
  const queued = createQueuedRuns({ store, limit: config.queuedRuns ?? MAX_QUEUED_RUNS, log });
  const starter = createStarter({
    book,
    queued,
    stopped: (outcome) => stopper.stopped(outcome),
    store,
    versions,
    contexts,
    placer,
    sessions,
    room,
    dispatcher,
    assigner,
    advancer,
    dueIn,
    clock,
    log,
  });
  const children = createChildren({
    store,
    versions,
    contexts,
    starting: createChildStarting({ store, versions, contexts, starter }),
    starter,
    advancer,
    placer,
    dueIn,
    clock,
    log,
  });
  const stopper = createStopper(store, sessions, (run) => advancer.endRuns([run], shardOfRun(run.runId)), log);
  const failed = createFailures({ store, stopper, contexts });
  const rerunner = createRerunner({ store, versions, contexts, starter, advancer, book, queued, clock });
  const controller = createController({
    store,
    versions,
    contexts,
    advancer,
    dispatcher,
    board,
    stopper,
    rerunner,
    children,
    dueIn,
    clock,
  });
  const reports = createReports({ store, versions, advancer, dueIn, log });
  const heartbeats = createHeartbeats(store, { leaseMs: lease.leaseMs, silentAfterMs }, log);
  const timekeeper = createTimekeeper({
    store,
    versions,
    contexts,
    advancer,
    dispatcher,
    board,
    stopper,
    waiter: { look: (task) => waiter.look(task) },
    children,
    childCommands,
    clock,
    isHalted: clockWatch.isHalted,
    isNeeded: pulse.has('due'),
    log,
  });
  const waiter = createWaiter({
    store,
    probe: parts.probe ?? BLIND,
    secretReader,
    contexts,
    versions,
    clock,
    end: createWaitEnder({ store, versions, advancer, log }),
    onRunAwaited: () => awaited.changed(),
    log,
  });
  const awaited = createAwaitedWorkflows({ store, contexts, onWoken: () => dueIn(0), log });
  const schedules = createScheduleEngine({
    ...parts,
    store,
    pulse,
    versions,
    contexts,
    queued,
    starter,
    stopper,
    meters,
    onHealed,
    clock,
    isHalted: clockWatch.isHalted,
  });
  const rescuer = createRescuer({
    store,
    reports,
    versions,
    leaseMs: lease.leaseMs,
    monotonic: () => host.monotonic(),
    isHalted: clockWatch.isHalted,
    onLost: meters.lost,
    onHealed,
    log,
  });
  const healChildren = (olderThanMs: number): Promise<number> =>
    healTasksWithChildren({ store, commands: childCommands, children, olderThanMs });
  const healer = createHealer({
    store,
    leadership,
    versions,
    advancer,
    stopper,
    healChildren,
    times: config.healer,
    onHealed,
    log,
  });
  const reconciler = createReconciler({
    store,
    sessions,
    assigner,
    reports,
    versions,
    fullListMs: BEATS_PER_FULL_LIST * lease.heartbeatMs,
    onHealed,
    log,
  });
  const stopSweeper = createStopSweeper(stopper, pulse.has('stops'), log);
  const stragglerWatch = createStragglerWatch({ store, leadership, versions, log });
  const slaWatch = createSlaWatch({
    store,
    versions,
    onSettled: meters.slaSettled,
    isNeeded: pulse.has('promises'),
    log,
  });
  const backfiller = createBackfiller({
    store,
    versions,
    contexts,
    starter,
    stopper,
    maxRuns: config.backfillRuns ?? DEFAULT_BACKFILL_RUNS,
    isPutOff: () => parts.isPutOff?.('backfills') ?? false,
    isNeeded: pulse.has('backfills'),
    clock,
    log,
  });
  const gateway = (parts.openGateway ?? createGateway)(
    {
      host: config.grpcHost,
      port: config.grpcPort,
      authenticate: async (token) => (await authenticateWorker(token)) !== undefined,
    },
    {
      store,
      sessions,
      board,
      room,
      dispatcher,
      assigner,
      reports,
      heartbeats,
      stopper,
      contexts,
      versions,
      lease,
      log,
    },
  );
  const calendarWatch = createCalendarWatch({
    calendars: parts.calendars,
    clock,
    onDaysLeft: meters.calendarDaysLeft,
    log,
  });
  const granter = createGranter({
    store,
    versions,
    advancer,
    stopper,
    dispatcher,
    onReleased: () => schedules.released(),
    isNeeded: pulse.has('limits'),
    log,
  });
  const loops: readonly Loop[] = [
    timekeeper,
    granter,
    ...schedules.loops,
    rescuer,
    reconciler,
    healer,
    stopSweeper,
    slaWatch,
    stragglerWatch,
    backfiller,
    createBulkRunner({ store, controller, isNeeded: pulse.has('bulks'), log }),
    calendarWatch,
    awaited.loop,
    ...spreading(),
  ];
  let unlisten: (() => Promise<void>) | undefined;

  function spreading(): readonly Loop[] {
    const { workersElsewhere } = parts;
    const { spreadEveryMs: everyMs } = config;
    if (workersElsewhere === undefined || !everyMs) return [];
    return [createWorkerSpreader({ workersElsewhere, sessions, onChanged: () => board.count(), everyMs, log })];
  }

  return {
    starter,
    controller,
    scheduleControl: schedules.control,
    workers: () => [...sessions.all()].length,
    scheduleChanged: () => schedules.changed(),
    async start() {
      await clockWatch.look();
      await book.loop.runOnce();
      clockWatch.loop.start();
      book.loop.start();
      if (config.serving === false) return { grpcPort: undefined };
      unlisten = await store.onHint((hint) => {
        if (hint === 'ready' || hint === 'queue')
          dispatcher.poll().catch((error: unknown) => log.warn({ err: error }, 'could not look for ready task runs'));
        else if (hint === 'stop') stopSweeper.wake();
        else schedules.look();
      });
      await dispatcher.start();
      // Workers connect to a server that serves them: nothing that can fail for want of the store comes after.
      const grpcPort = await gateway.start();
      for (const loop of loops) loop.start();
      return { grpcPort };
    },
    async stop() {
      await Promise.all([...loops, clockWatch.loop, book.loop].map((loop) => loop.stop()));
      await clockWatch.leave();
      await unlisten?.();
      await dispatcher.stop();
      await starter.idle();
      await children.idle();
      await gateway.stop();
      await reports.idle();
      await waiter.idle();
      await advancer.idle();
    },
  };
}
