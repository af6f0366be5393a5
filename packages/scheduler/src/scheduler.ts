/** Puts the parts of a scheduler node together, and starts and stops them in order. */
import type {
  CalendarStore,
  EngineStore,
  RunController,
  RunStarter,
  ScheduleControl,
  SecretReader,
} from '@carillon/core';
import { host, type Logger, type Metrics } from '@carillon/runtime';
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
import { createHealer } from './loops/healer.ts';
import type { Loop } from './loops/loop.ts';
import { createReconciler } from './loops/reconciler.ts';
import { createRescuer } from './loops/rescuer.ts';
import { createStopSweeper } from './loops/stop-sweeper.ts';
import { createTimekeeper } from './loops/timekeeper.ts';
import { createSchedulerMetrics } from './metrics.ts';
import { createAdvancer } from './runs/advancer.ts';
import { createContexts } from './runs/contexts.ts';
import { createController } from './runs/controller.ts';
import { createEnder } from './runs/ender.ts';
import { createFailures } from './runs/failures.ts';
import { shardOfRun } from './runs/flusher.ts';
import { createLeases } from './runs/leases.ts';
import { createPlacer } from './runs/placing.ts';
import { createRerunner } from './runs/rerunner.ts';
import { createStarter } from './runs/starter.ts';
import { createVersions } from './runs/versions.ts';
import { watchEnds } from './runs/watch-ends.ts';
import { createScheduleEngine } from './schedules/engine.ts';
import { createSessions } from './sessions.ts';
import { createStoreClock } from './store-clock.ts';

/** Beats a worker may miss before it gets no new work. */
const SILENT_BEATS = 2.5;
const BEATS_PER_FULL_LIST = 5;
const DEFAULT_BACKFILL_RUNS = 16;

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
  /** Runs of backfills that a tenant may have open, half of the workers' slots at most. */
  readonly backfillRuns?: number;
}

export interface SchedulerParts {
  readonly store: EngineStore;
  readonly secretReader: SecretReader;
  readonly calendars: Pick<CalendarStore, 'tables' | 'inUse'>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly config: SchedulerConfig;
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
  /** A schedule was added or edited. */
  scheduleChanged(): void;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { secretReader, log, metrics, config, authenticateWorker } = parts;
  const store = watchEnds(parts.store, (runIds) => {
    backfiller.ended(runIds);
    schedules.ended(runIds);
  });
  const lease = config.lease ?? DEFAULT_LEASE;
  const clock = createStoreClock(store, log);
  const meters = createSchedulerMetrics(metrics);
  const silentAfterMs = SILENT_BEATS * lease.heartbeatMs;
  const sessions = createSessions(silentAfterMs);
  const contexts = createContexts(store, parts.calendars, config.publicUrl);
  const versions = createVersions(store, (lane) => dispatcher.knows(lane));
  const attemptSecrets = createAttemptSecrets({
    reader: secretReader,
    contexts,
    attemptEnded: (ended) => reports.attemptEnded(ended),
    log,
  });
  const assigner = createAssigner(versions, contexts, attemptSecrets);
  const dispatcher = createDispatcher({ store, sessions, assigner, log });
  const dueIn = (ms: number): void => timekeeper.wake(ms);
  const placer = createPlacer({ store, sessions, contexts, clock, hasBacklog: dispatcher.hasBacklog });
  const leases = createLeases({ sessions, dispatcher, assigner, contexts });
  const ender = createEnder(store, versions, contexts, log);
  const advancer = createAdvancer({
    store,
    sessions,
    dispatcher,
    leases,
    placer,
    contexts,
    ender,
    dueIn,
    onFailures: (failures) => failed(failures),
    clock,
    log,
  });
  const starter = createStarter({
    store,
    versions,
    contexts,
    placer,
    sessions,
    dispatcher,
    assigner,
    advancer,
    dueIn,
    clock,
    log,
  });
  const stopper = createStopper(store, sessions, (run) => advancer.endRuns([run], shardOfRun(run.runId)), log);
  const failed = createFailures({ store, stopper, contexts });
  const rerunner = createRerunner({ store, versions, contexts, starter, advancer });
  const controller = createController({
    store,
    versions,
    contexts,
    advancer,
    dispatcher,
    stopper,
    rerunner,
    dueIn,
    clock,
  });
  const reports = createReports({ store, versions, advancer, dueIn, log });
  const heartbeats = createHeartbeats(store, { leaseMs: lease.leaseMs, silentAfterMs }, log);
  const timekeeper = createTimekeeper({ store, versions, contexts, advancer, dispatcher, stopper, clock, log });
  const schedules = createScheduleEngine({ ...parts, store, versions, contexts, starter, stopper, meters, clock });
  const rescuer = createRescuer({
    store,
    reports,
    versions,
    leaseMs: lease.leaseMs,
    monotonic: () => host.monotonic(),
    onLost: meters.lost,
    log,
  });
  const healer = createHealer({ store, versions, advancer, stopper, onHealed: meters.healed, log });
  const reconciler = createReconciler({
    store,
    sessions,
    assigner,
    reports,
    versions,
    fullListMs: BEATS_PER_FULL_LIST * lease.heartbeatMs,
    onHealed: meters.healed,
    log,
  });
  const stopSweeper = createStopSweeper(stopper, log);
  const backfiller = createBackfiller({
    store,
    versions,
    contexts,
    starter,
    stopper,
    maxRuns: config.backfillRuns ?? DEFAULT_BACKFILL_RUNS,
    clock,
    log,
  });
  const gateway = (parts.openGateway ?? createGateway)(
    {
      host: config.grpcHost,
      port: config.grpcPort,
      authenticate: async (token) => (await authenticateWorker(token)) !== undefined,
    },
    { store, sessions, dispatcher, assigner, reports, heartbeats, stopper, versions, lease, log },
  );
  const calendarWatch = createCalendarWatch({
    calendars: parts.calendars,
    clock,
    onDaysLeft: meters.calendarDaysLeft,
    log,
  });
  const loops: readonly Loop[] = [
    timekeeper,
    ...schedules.loops,
    rescuer,
    reconciler,
    healer,
    stopSweeper,
    backfiller,
    createBulkRunner({ store, controller, log }),
    calendarWatch,
  ];
  let unlisten: (() => Promise<void>) | undefined;

  return {
    starter,
    controller,
    scheduleControl: schedules.control,
    scheduleChanged: () => schedules.changed(),
    async start() {
      await clock.sample();
      clock.loop.start();
      if (config.serving === false) return { grpcPort: undefined };
      unlisten = await store.onHint((hint) => {
        if (hint === 'ready')
          dispatcher.poll().catch((error: unknown) => log.warn({ err: error }, 'could not look for ready task runs'));
        else if (hint === 'stop') stopSweeper.wake();
        else schedules.look();
      });
      const grpcPort = await gateway.start();
      dispatcher.start();
      for (const loop of loops) loop.start();
      return { grpcPort };
    },
    async stop() {
      await Promise.all([...loops, clock.loop].map((loop) => loop.stop()));
      await unlisten?.();
      await dispatcher.stop();
      await starter.idle();
      await gateway.stop();
      await reports.idle();
      await advancer.idle();
    },
  };
}
