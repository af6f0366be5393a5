/**
 * A worker: takes assignments from the stream, runs at most `slots` of them at once, reports what came of
 * them. Everything it sends is gathered over a turn of the event loop, and one metronome drives what depends
 * on time (beats, timeouts, stop ladders, log chunks): no timer, message or log line belongs to one task.
 */
import { hostname } from 'node:os';
import { host, type Metrics, type Timer } from '@carillon/runtime';
import type { Reason } from '@carillon/core';
import type { Executor } from '@carillon/plugin-api';
import {
  type Assign,
  type Hello,
  type LiveAttempt,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  type Stop,
  type Welcome,
} from '@carillon/protocol/grpc';
import { newAttempt } from './attempt/attempt.ts';
import { createAttempts } from './attempt/attempts.ts';
import { createMemoryJournal, type Journal, openJournal } from './attempt/journal.ts';
import { createKnownTasks } from './attempt/known-tasks.ts';
import { createPrefetchWindow } from './attempt/prefetch-window.ts';
import { createResultSpool } from './attempt/result-spool.ts';
import { DEFAULT_GRACE_MS } from './attempt/stop-ladder.ts';
import { createSupervisor } from './attempt/supervisor.ts';
import { hostClock, type WorkerClock } from './clock.ts';
import { checkConfig, type WorkerConfig, WorkerConfigError } from './config.ts';
import { createBeat, type LeaseView } from './heartbeat.ts';
import type { openChannel } from './link/channel.ts';
import { createGatewayLink, type GatewayLink } from './link/gateway-link.ts';
import { createAttemptLogs } from './log/attempt-logs.ts';
import { createProcessHost, type ProcessHost } from './process/process-host.ts';
import { openStateDirectory } from './process/state-directory.ts';
import type { WorkerLog } from './worker-log.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const METRONOME_MS = 100;
/** Log chunks that are not full leave with every second tick: 200 ms. */
const TICKS_PER_LOG_FLUSH = 2;
/** What one of our processes may take to say goodbye after the last attempt ended. */
const FAREWELL_MS = 5_000;
/** Whoever drains a worker waits for it. */
const DRAIN_GRACE_MS = 5_000;
const VERSION = '0.1.0';

export interface WorkerParts {
  readonly config: WorkerConfig;
  readonly executors: readonly Executor[];
  readonly log: WorkerLog;
  readonly metrics?: Metrics;
  readonly clock?: WorkerClock;
  /** How a server is reached, what was started here before, and what carries attempts out: ports for simulations. */
  readonly openChannel?: typeof openChannel;
  readonly journal?: Journal;
  readonly processes?: ProcessHost;
}

export interface Worker {
  /** Resolves when a server has welcomed this worker; rejects when one refuses it. */
  start(): Promise<void>;
  /** Takes nothing more, waits `drainMs` for what runs, then stops it with the reason DRAINED. */
  stop(options: { readonly drainMs: number }): Promise<void>;
  /** Attempts running now. */
  readonly busy: number;
}

export function createWorker(parts: WorkerParts): Worker {
  const { config, executors, log, metrics, clock = hostClock } = parts;
  const settings = checkConfig(config);
  const byType = new Map(executors.map((executor) => [executor.type, executor]));
  const needsWorkspace = executors.find((executor) => executor.workspace !== 'none');
  if (needsWorkspace && settings.stateDirectory === undefined && !parts.processes) {
    throw new WorkerConfigError(
      'WORKER_CONFIG',
      `stateDirectory: needed, since tasks of type ${needsWorkspace.type} run in directories of their own`,
    );
  }
  const prefetch = createPrefetchWindow(settings.prefetch);

  const attempts = createAttempts(settings.slots);
  const counted = createWorkerMetrics(metrics, settings);
  const tasks = createKnownTasks();
  const results = createResultSpool((value) => void link.send({ $case: 'results', value }));
  const logs = createAttemptLogs({ settings, clock, log, send: (value) => void link.send({ $case: 'logs', value }) });
  const beat = createBeat({
    send: (value) => void link.send({ $case: 'heartbeat', value }),
    describe: (full) => ({ busy: attempts.busy, draining, live: full ? liveAttempts() : [] }),
  });
  const services = { openLog: logs.open, connections: settings.connections };
  const supervisor = createSupervisor({
    attempts,
    executors: byType,
    services,
    inWorkspace: (attempt, work) => (processes as ProcessHost).inWorkspace(attempt, work),
    clock,
    log,
    onResult(attempt, result) {
      results.add(result);
      if (prefetch.ended(clock.elapsed() - attempt.startedAt)) creditsToGive++;
      counted.ended(attempt.task.definition.type, result.outcome);
      plan();
    },
    onForgotten: giveCredit,
    onFree(attempt) {
      logs.close(attempt);
      if (attempts.open === 0) wake();
    },
  });

  let journal = parts.journal ?? createMemoryJournal();
  let { processes } = parts;
  let draining = false;
  let lease: LeaseView = 'sure';
  let helloAt = 0;
  let creditsToGive = 0;
  let turnPlanned = false;
  let ticks = 0;
  let metronome: Timer | undefined;
  let waiters: (() => void)[] = [];
  let closing: Promise<void> | undefined;

  function hello(sessionId: string): Hello {
    helloAt = clock.elapsed();
    return {
      protocolMin: PROTOCOL_MIN,
      protocolMax: PROTOCOL_MAX,
      sessionId,
      name: settings.name,
      group: settings.group,
      capabilities: executors.flatMap((executor) => executor.capabilities ?? [executor.type]),
      labels: settings.labels,
      resources: settings.resources,
      slots: settings.slots,
      prefetch: settings.prefetch,
      version: VERSION,
      host: hostname(),
    };
  }

  /**
   * Credits: `Room` says once per stream what is free; from then on the server adds one for every result it
   * receives, also for those sent again, which is why they are subtracted here. More room follows as the window
   * of what is held beyond the slots opens.
   */
  function onWelcome(welcome: Welcome, resumed: boolean): void {
    tasks.clear();
    if (resumed && welcome.fresh) dropSession();
    creditsToGive = 0;
    beat.connected(welcome, helloAt);
    log.info({ session: welcome.sessionId, fresh: welcome.fresh }, 'connected to a server');
    const free = settings.slots + prefetch.size - attempts.open - results.size;
    if (!draining && free > 0) link.send({ $case: 'room', value: { credits: free } });
    results.sendAgain();
    logs.sendAgain();
    onTick();
    plan();
  }

  /** The server no longer knows this session: everything held belongs to somebody else by now. */
  function dropSession(): void {
    for (const result of results.forgetAll()) attempts.settle(result.attemptId);
    for (const attempt of attempts.takeQueued()) attempt.phase = 'reported';
    for (const attempt of attempts.running()) supervisor.forget(attempt);
    wake();
  }

  function onMessage(body: Parameters<Parameters<typeof createGatewayLink>[0]['onMessage']>[0]): void {
    switch (body.$case) {
      case 'assign':
        return onAssign(body.value);
      case 'stop':
        return onStop(body.value);
      case 'resultsAck':
        for (const result of results.acknowledge(body.value.seq)) attempts.settle(result.attemptId);
        if (results.size === 0) wake();
        return;
      case 'logsAck':
        return logs.acknowledge(body.value.seq);
      case 'heartbeatAck':
        return beat.acknowledged(body.value);
      case 'stale':
        for (const id of body.value.attemptIds) {
          const attempt = attempts.get(id);
          if (attempt) supervisor.forget(attempt);
        }
        return;
      default:
        log.debug({ message: body.$case }, 'a message that this version does not know was left alone');
    }
  }

  function onAssign({ definitions, assignments }: Assign): void {
    tasks.learn(definitions);
    const news = assignments.filter(({ attemptId }) => !journal.has(attemptId));
    if (news.length === 0) return;
    if (draining) return handBack(news);
    journal.append(news);
    for (const assignment of news) {
      const task = tasks.get(assignment.definitionId);
      if (task) attempts.enqueue(newAttempt(assignment, task, clock.elapsed()));
      else
        log.error(
          { definitionId: assignment.definitionId, attemptId: assignment.attemptId },
          'assigned before its definition was sent',
        );
    }
    supervisor.pump();
  }

  function onStop({ attempts: orders }: Stop): void {
    for (const { attemptId, reason, graceMs } of orders) {
      const attempt = attempts.get(attemptId);
      if (attempt) supervisor.stop(attempt, { reason: JSON.parse(reason) as Reason, graceMs });
    }
  }

  /** A credit that no result will bring back. */
  function giveCredit(): void {
    creditsToGive++;
    plan();
  }

  function plan(): void {
    if (turnPlanned) return;
    turnPlanned = true;
    host.endOfTurn(endTurn);
  }

  function endTurn(): void {
    turnPlanned = false;
    if (link.isFull) return;
    // What a task said goes before its result: whoever sees it end finds its whole log.
    if (results.isGathering) logs.flush();
    results.flush();
    if (creditsToGive > 0 && !draining && link.isUp) {
      link.send({ $case: 'room', value: { credits: creditsToGive } });
      creditsToGive = 0;
    }
  }

  function onTick(): void {
    const before = lease;
    lease = beat.tick(clock.elapsed());
    if (lease !== before) onLease();
    const started = supervisor.sweep();
    if (started.length > 0) link.send({ $case: 'started', value: { attempts: started } });
    if (lease === 'sure') handBackOverdue();
    counted.busy(attempts.busy);
    if (ticks++ % TICKS_PER_LOG_FLUSH === 0) logs.flush();
  }

  function onLease(): void {
    if (lease === 'sure') return supervisor.hold(undefined);
    log.warn(
      { running: attempts.busy },
      lease === 'hold' ? 'no server answers: stopping what runs' : 'no server answers: killing what runs',
    );
    supervisor.hold({ reason: { code: 'WORKER_LOST' }, graceMs: lease === 'hold' ? DEFAULT_GRACE_MS : 0 });
  }

  function liveAttempts(): LiveAttempt[] {
    return Array.from(attempts.held())
      .filter((attempt) => !attempt.forgotten)
      .map(({ assignment: { attemptId, fence } }) => ({ attemptId, fence }));
  }

  function handBack(assignments: readonly LiveAttempt[]): void {
    const given = assignments.map(({ attemptId, fence }) => ({ attemptId, fence }));
    if (given.length > 0) link.send({ $case: 'handback', value: { attempts: given, draining } });
  }

  /** What waits behind long attempts is somebody else's: the credit it took is not given again. */
  function handBackOverdue(): void {
    const oldest = attempts.oldestQueued;
    if (!oldest || !link.isUp || !prefetch.isOverdue(clock.elapsed() - oldest.queuedAt)) return;
    const overdue = attempts.takeQueued();
    prefetch.handedBack(overdue.length);
    handBack(overdue.map(({ assignment }) => assignment));
  }

  /** Those who wait for the last attempt to end or the last result to be acknowledged look again. */
  function wake(): void {
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => void waiters.push(resolve));
  }

  async function drain(drainMs: number): Promise<void> {
    draining = true;
    // The server hears of it before the stream ends, and then need not wait for the lease.
    beat.hurry();
    onTick();
    handBack(attempts.takeQueued().map(({ assignment }) => assignment));
    const timer = host.after(drainMs, () => {
      for (const attempt of attempts.running())
        supervisor.stop(attempt, { reason: { code: 'DRAINED' }, graceMs: DRAIN_GRACE_MS });
    });
    await until(() => attempts.open === 0);
    timer.cancel();
    results.flush();
    await withinFarewell(Promise.all([until(() => results.size === 0), logs.drained()]));
  }

  async function openState(): Promise<void> {
    if (settings.stateDirectory === undefined) return;
    const state = await openStateDirectory(settings.stateDirectory, settings.statePatienceMs);
    journal = openJournal(settings.stateDirectory);
    processes = createProcessHost({ state, services, link, log, searchPath: settings.searchPath });
    await processes.start();
  }

  /** Once, whoever asks: a stop may come while the start still waits for a server. */
  function close(): Promise<void> {
    closing ??= closeAll();
    return closing;
  }

  async function closeAll(): Promise<void> {
    metronome?.cancel();
    link.close();
    journal.close();
    await processes?.stop();
  }

  const link: GatewayLink = createGatewayLink({
    servers: settings.servers,
    token: settings.token,
    ...(parts.openChannel ? { open: parts.openChannel } : {}),
    log,
    hello,
    onWelcome,
    onMessage,
    onDrain: plan,
    onDown: () => beat.disconnected(),
  });

  return {
    async start() {
      await openState();
      metronome = host.every(METRONOME_MS, onTick);
      try {
        await link.start();
      } catch (error) {
        await close();
        throw error;
      }
    },
    async stop({ drainMs }) {
      await drain(drainMs);
      await close();
    },
    get busy() {
      return attempts.busy;
    },
  };
}

async function withinFarewell(work: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const limit = new Promise<void>((resolve) => void (timer = host.after(FAREWELL_MS, resolve)));
  await Promise.race([work, limit]);
  timer?.cancel();
}
