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
  type Assignment,
  type Hello,
  type LiveAttempt,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  type Stop,
  type Welcome,
} from '@carillon/protocol/grpc';
import { type Attempt, newAttempt } from './attempt/attempt.ts';
import { createAttempts } from './attempt/attempts.ts';
import { createKnownTasks } from './attempt/known-tasks.ts';
import { createPrefetchWindow } from './attempt/prefetch-window.ts';
import { createMemoryRecords, openRecords, type Records } from './attempt/records.ts';
import { openReserve, RESERVE_BYTES } from './attempt/reserve.ts';
import { lostResult } from './attempt/result.ts';
import { createResultSpool } from './attempt/result-spool.ts';
import { createSupervisor } from './attempt/supervisor.ts';
import { hostClock, type WorkerClock } from './clock.ts';
import { checkConfig, type WorkerConfig, WorkerConfigError } from './config.ts';
import { createDiskWatch, type DiskWatch, freeBytesOf } from './disk-watch.ts';
import { createBeat, type LeaseView } from './heartbeat.ts';
import type { openChannel } from './link/channel.ts';
import { createGatewayLink, type GatewayLink } from './link/gateway-link.ts';
import { createAttemptLogs } from './log/attempt-logs.ts';
import { type LogSpool, NO_LOG_SPOOL, openLogSpool } from './log/log-spool.ts';
import { sendLargeOutputs } from './files/outputs-of-functions.ts';
import { createProcessHost, type ProcessHost } from './process/process-host.ts';
import { openStateDirectory } from './process/state-directory.ts';
import type { WorkerLog } from './worker-log.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const METRONOME_MS = 100;
/** The loop stood still for so long: what depends on time comes before what has arrived meanwhile. */
const LATE_MS = 1_000;
/** Log chunks that are not full leave with every second tick: 200 ms. */
const TICKS_PER_LOG_FLUSH = 2;
/** What is not acknowledged after the second of these is written to disk: 2 s at most. */
const TICKS_PER_LOG_KEEP = 10;
/** Between two looks at what runs on this host in our name though nobody runs it. */
const SWEEP_EVERY_MS = 60_000;
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
  readonly records?: Records;
  readonly processes?: ProcessHost;
  /** Of the state directory's disk. */
  freeBytes?(): Promise<number>;
}

export interface Worker {
  /** Resolves when a server has welcomed this worker; rejects when one refuses it. */
  start(): Promise<void>;
  /** Takes nothing more, waits `drainMs` for what runs, then stops it with the reason DRAINED. */
  stop(options: { readonly drainMs: number }): Promise<void>;
  /** Attempts running now. */
  readonly busy: number;
  /** Why it takes nothing new, as a sentence; undefined when it does. */
  readonly problem: string | undefined;
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
  const spoolOf = ({ results: files }: Records) =>
    createResultSpool(files, (value) => link.send({ $case: 'results', value }));
  const logsOver = (spool: LogSpool) =>
    createAttemptLogs({ settings, clock, log, spool, send: (value) => void link.send({ $case: 'logs', value }) });
  const beat = createBeat({
    send: (value) => void link.send({ $case: 'heartbeat', value }),
    describe: (full) => ({
      busy: attempts.busy,
      draining,
      diskFull: disk?.isFull ?? false,
      live: full ? liveAttempts() : [],
    }),
  });
  const services = { openLog: (attempt: Attempt) => logs.open(attempt), connections: settings.connections };
  const supervisor = createSupervisor({
    attempts,
    executors: byType,
    services,
    inWorkspace: (attempt, work) => (processes as ProcessHost).inWorkspace(attempt, work),
    sendLargeOutputs: (...ended) => sendLargeOutputs(link, ...ended),
    clock,
    log,
    leaseOf: beat.viewOf,
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

  let records = parts.records ?? createMemoryRecords()();
  let results = spoolOf(records);
  let logs = logsOver(NO_LOG_SPOOL);
  let { processes } = parts;
  let disk: DiskWatch | undefined;
  let draining = false;
  let lease: LeaseView = 'sure';
  let helloAt = 0;
  let tickedAt = 0;
  let sweptAt = 0;
  let session = '';
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
      restarted: session === '' && sessionId !== '',
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
   * receives, also for those sent again, which is why they are subtracted here, as are attempts of this session that
   * are assigned again and take no credit. More room follows as the window of what is held beyond the slots opens.
   */
  function onWelcome(welcome: Welcome, resumed: boolean): void {
    tasks.clear();
    const kept = new Set(welcome.kept);
    if (resumed && welcome.fresh) dropSession(kept);
    if (welcome.sessionId !== session) {
      session = welcome.sessionId;
      records.noteSession(session);
    }
    creditsToGive = 0;
    beat.connected(welcome, helloAt);
    log.info({ session: welcome.sessionId, fresh: welcome.fresh }, 'connected to a server');
    const here = new Set(liveAttempts().map(({ attemptId }) => attemptId));
    const toCome = welcome.kept.filter((attemptId) => !here.has(attemptId)).length;
    const free = settings.slots + prefetch.size - attempts.open - results.size - toCome;
    if (!draining && free > 0) link.send({ $case: 'room', value: { credits: free } });
    // Its first beat goes ahead of what a slow link takes long for.
    onTick();
    results.sendAgain();
    logs.sendAgain();
    plan();
  }

  /** The session before this one has ended: what was not moved to this one belongs to somebody else by now. */
  function dropSession(kept: ReadonlySet<string>): void {
    for (const result of results.retain((attemptId) => kept.has(attemptId))) attempts.settle(result.attemptId);
    for (const attempt of attempts.takeQueued()) {
      if (kept.has(attempt.assignment.attemptId)) attempts.enqueue(attempt);
      else attempt.phase = 'reported';
    }
    for (const attempt of attempts.running()) if (!kept.has(attempt.assignment.attemptId)) supervisor.forget(attempt);
    wake();
  }

  function onMessage(body: Parameters<Parameters<typeof createGatewayLink>[0]['onMessage']>[0]): void {
    if (clock.elapsed() - tickedAt > LATE_MS) onTick();
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
        return link.isUp ? beat.acknowledged(body.value) : beat.storeAway(clock.elapsed());
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
    const news: Assignment[] = [];
    for (const assignment of assignments) {
      if (records.journal.get(assignment.attemptId) === undefined) news.push(assignment);
      else onKnown(assignment);
    }
    if (news.length === 0) return;
    if (draining || !writeDown(news)) return handBack(news);
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

  /** What cannot be written down is not started: the servers hear why before they get it back. */
  function writeDown(news: readonly Assignment[]): boolean {
    try {
      records.journal.append(news, 'begun');
      return true;
    } catch (error) {
      log.error({ err: error, attempts: news.length }, 'the journal could not be written');
      disk?.noRoom();
      onTick();
      return false;
    }
  }

  /** Assigned again, and started never again: where nothing is left of it, that is said (GUARANTEES 6.3, 6.8). */
  function onKnown(assignment: Assignment): void {
    const { attemptId } = assignment;
    if (records.journal.get(attemptId) === 'returned') return handBack([assignment]);
    if (attempts.get(attemptId) || results.has(attemptId)) return;
    log.warn({ attemptId }, 'an attempt that an earlier life of this worker began is reported lost');
    results.add(lostResult(assignment));
    plan();
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
    // What a task said goes before its result, so that whoever sees it end finds its whole log: as much as the link is
    // trusted with at a time, or results would wait behind a long log on a slow one.
    if (results.isGathering) logs.flush();
    results.flush();
    if (creditsToGive > 0 && !draining && link.isUp) {
      link.send({ $case: 'room', value: { credits: creditsToGive } });
      creditsToGive = 0;
    }
  }

  function onTick(): void {
    const before = lease;
    tickedAt = clock.elapsed();
    disk?.tick(tickedAt);
    lease = beat.tick(tickedAt);
    // A store that is away keeps what runs running, and gives nobody's word that what has not begun is still ours.
    const mayBegin = beat.viewOf({ exclusive: true }) === 'sure';
    supervisor.hold(!mayBegin);
    if (lease !== before) onLease();
    if (tickedAt - sweptAt >= SWEEP_EVERY_MS) sweepHost();
    const started = supervisor.sweep();
    if (started.length > 0) link.send({ $case: 'started', value: { attempts: started } });
    if (mayBegin) handBackOverdue();
    results.keep();
    counted.busy(attempts.busy);
    if (ticks % TICKS_PER_LOG_FLUSH === 0) logs.flush();
    if (ticks++ % TICKS_PER_LOG_KEEP === 0) logs.keep('old');
  }

  function sweepHost(): void {
    sweptAt = tickedAt;
    processes
      ?.sweep((attemptId) => attempts.get(attemptId)?.phase === 'running')
      .catch((error: unknown) => log.error({ err: error }, 'the host could not be swept'));
  }

  function onLease(): void {
    if (lease !== 'sure')
      log.warn(
        { running: attempts.busy },
        lease === 'hold' ? 'no server answers: stopping what runs' : 'no server answers: killing what runs',
      );
  }

  function liveAttempts(): LiveAttempt[] {
    const open = Array.from(attempts.held()).filter(({ phase, forgotten }) => phase !== 'reported' && !forgotten);
    const ended = results.attempts();
    return [...open.map(({ assignment }) => assignment), ...ended].map(({ attemptId, fence }) => ({
      attemptId,
      fence,
    }));
  }

  function handBack(assignments: readonly LiveAttempt[]): void {
    const given = assignments.map(({ attemptId, fence }) => ({ attemptId, fence }));
    if (given.length > 0) link.send({ $case: 'handback', value: { attempts: given, draining } });
  }

  /** What waits behind long attempts is somebody else's: the credit it took is not given again. */
  function handBackOverdue(): void {
    const oldest = attempts.oldestQueued;
    if (!oldest || !link.isUp || !prefetch.isOverdue(clock.elapsed() - oldest.queuedAt)) return;
    prefetch.handedBack(giveUpQueued());
  }

  /** Gives back what has not been started, and writes down that it will not be. */
  function giveUpQueued(): number {
    const queued = attempts.takeQueued().map(({ assignment }) => assignment);
    if (queued.length > 0) records.journal.append(queued, 'returned');
    handBack(queued);
    return queued.length;
  }

  function problem(): string | undefined {
    if (!link.isUp) return 'no server is connected';
    if (draining) return 'it is draining';
    return disk?.isFull ? `the disk of ${settings.stateDirectory} is full` : undefined;
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
    giveUpQueued();
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
    const { stateDirectory } = settings;
    if (stateDirectory === undefined) return;
    const state = await openStateDirectory(stateDirectory, settings.statePatienceMs);
    const reserve = openReserve(stateDirectory, RESERVE_BYTES, log);
    disk = createDiskWatch({
      freeBytes: parts.freeBytes ?? freeBytesOf(stateDirectory),
      onChange(isFull) {
        if (!isFull) reserve.refill();
        log.warn(
          { isFull, directory: stateDirectory },
          isFull ? 'the disk is full: nothing new is taken' : 'the disk has room again',
        );
        beat.hurry();
      },
    });
    records = parts.records ?? openRecords(stateDirectory, reserve, log);
    results = spoolOf(records);
    logs = logsOver(openLogSpool(stateDirectory, log));
    const { searchPath, taskProcesses } = settings;
    processes = createProcessHost({ state, services, link, log, searchPath, taskProcesses });
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
    results.keep('all');
    logs.keep('all');
    records.journal.close();
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
        await link.start(records.earlierSession);
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
    get problem() {
      return problem();
    },
  };
}

async function withinFarewell(work: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const limit = new Promise<void>((resolve) => void (timer = host.after(FAREWELL_MS, resolve)));
  await Promise.race([work, limit]);
  timer?.cancel();
}
