/**
 * Where attempts with a workspace run: directories of their own, processes under containment level 0, a warden
 * for the case that this worker is killed. Whatever happens, an attempt that has ended has left nothing.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problemReason } from '@carillon/core';
import { type AttemptResult, failure, type ProcessEnd, type ProcessSpec } from '@carillon/plugin-api';
import type { Attempt } from '../attempt/attempt.ts';
import { type ContextServices, LazyContext, type Workspace } from '../attempt/context.ts';
import { ArtifactProblem, getArtifact, listArtifacts, putArtifact, withRetries } from '../files/artifacts.ts';
import { keepBeside, moveLargeOutputs } from '../files/large-outputs.ts';
import { readOutputFile } from '../files/output-file.ts';
import { removeTree } from '../files/remove-tree.ts';
import type { GatewayLink } from '../link/gateway-link.ts';
import type { WorkerLog } from '../worker-log.ts';
import { processEnvironment } from './environment.ts';
import { createProcessScanner } from './marked-processes.ts';
import { createOomKills } from './oom-kills.ts';
import { createProcessLimit } from './process-limit.ts';
import { startTree, type TreeEnd } from './process-tree.ts';
import { createSecretFiles } from './secret-files.ts';
import type { StateDirectory } from './state-directory.ts';
import { killStrangers } from './strangers.ts';
import { startWarden, type Warden } from './warden.ts';

export interface ProcessHostParts {
  readonly state: StateDirectory;
  readonly services: ContextServices;
  /** Where artifacts go and come from. */
  readonly link: Pick<GatewayLink, 'client' | 'metadata' | 'whenUp'>;
  readonly log: WorkerLog;
  /** The PATH tasks are given. */
  readonly searchPath: string;
  /** Processes of each attempt at once; 0: no limit. */
  readonly taskProcesses: number;
}

export interface ProcessHost {
  /** Kills and removes what an earlier life left, then starts the warden. */
  start(): Promise<void>;
  inWorkspace(attempt: Attempt, work: (workspace: Workspace) => Promise<AttemptResult>): Promise<AttemptResult>;
  /** Kills what has this worker's marker and belongs to no attempt that it runs (GUARANTEES 8.3). */
  sweep(isRunning: (attemptId: string) => boolean): Promise<void>;
  /** After the last attempt has ended. */
  stop(): Promise<void>;
}

export function createProcessHost(parts: ProcessHostParts): ProcessHost {
  const { state, services, link, log, searchPath, taskProcesses } = parts;
  const life = randomUUID();
  const worker = `${state.workerId}/${life}`;
  const secretFiles = createSecretFiles(state.workerId, life, state.path);
  const scanner = createProcessScanner();
  const oomKills = createOomKills();
  const limit = createProcessLimit({ most: taskProcesses, workerId: state.workerId, life, log });
  const attemptsDirectory = join(state.path, 'attempts');
  let warden: Warden | undefined;

  async function runProcess(attempt: Attempt, places: Places, spec: ProcessSpec): Promise<ProcessEnd> {
    const killsBefore = await oomKills.count();
    if (attempt.stop) return stopped(attempt.stop);
    const context = new LazyContext(attempt, services, undefined);
    const attemptLog = services.openLog(attempt);
    const env = processEnvironment({
      identity: context.identity,
      params: context.params,
      turn: context.turn,
      taskEnv: context.env,
      specEnv: spec.env ?? {},
      worker,
      searchPath,
      places,
    });
    const group = await limit.groupOf(context.identity.attemptId);
    try {
      const command = (await group?.command(spec.command, env, places.home)) ?? spec.command;
      // Whoever stopped it while its group was made found no process to end.
      if (attempt.stop) return stopped(attempt.stop);
      const tree = startTree({
        spec: { ...spec, command },
        attemptId: context.identity.attemptId,
        workingDirectory: places.home,
        env,
        scanner,
        log,
        isGone: async () => (await group?.isEmpty()) ?? false,
        onOutput: (stream, bytes) => attemptLog.write(stream, bytes),
      });
      attempt.processes = tree;
      const end = await tree.ended;
      const { stop } = attempt as { stop: Attempt['stop'] };
      const isOutOfMemory = wasKilled(end) && !stop && ((await oomKills.count()) ?? 0) > (killsBefore ?? 0);
      return { ...end, stopped: stop?.reason, ...(isOutOfMemory ? { outOfMemory: true } : {}) };
    } finally {
      attempt.processes = undefined;
      if (await group?.remove())
        attemptLog.line(
          'system',
          `the task wanted more processes than the ${taskProcesses} that a task may have at once`,
        );
    }
  }

  const signalOf = (attempt: Attempt): AbortSignal => new LazyContext(attempt, services, undefined).signal;

  function workspaceOf(attempt: Attempt, places: Places): Workspace {
    return {
      workingDirectory: places.home,
      artifactsDirectory: places.artifacts,
      runProcess: (spec) => runProcess(attempt, places, spec),
      readOutput: () => readOutputFile(places.output, attempt.task.definition.outputs),
      fetchArtifact: (reference) =>
        withRetries(link, signalOf(attempt), () => getArtifact(link, attempt, places.inputs, reference)),
    };
  }

  /**
   * Artifacts are stored before the result is reported: whoever comes next may ask for them at once. Where one
   * cannot be stored, a success is none; a failure stays what it was.
   */
  async function keepArtifacts(attempt: Attempt, places: Places, ended: AttemptResult): Promise<AttemptResult> {
    const signal = signalOf(attempt);
    try {
      const { names, refused } = await listArtifacts(places.artifacts);
      for (const name of refused) note(attempt, `${name} is no plain file and is not kept as an artifact`);
      for (const name of names)
        await withRetries(link, signal, () => putArtifact(link, attempt, places.artifacts, name));
      return ended;
    } catch (error) {
      if (!(error instanceof ArtifactProblem)) throw error;
      note(attempt, error.message);
      if (ended.outcome !== 'success') return ended;
      return failure(problemReason('OUTPUT_INVALID', error.said));
    }
  }

  const note = (attempt: Attempt, text: string): void => services.openLog(attempt).line('system', text);

  return {
    async start() {
      await killStrangers({ scanner, workerId: state.workerId, isRunning: () => false, log });
      await removeTree(attemptsDirectory);
      await rm(join(state.path, 'spool'), { recursive: true, force: true });
      await mkdir(attemptsDirectory, { mode: 0o700 });
      await mkdir(join(state.path, 'spool'), { mode: 0o700 });
      await limit.open();
      await secretFiles.open();
      warden = startWarden(worker, secretFiles.directory, limit.directory());
    },
    async inWorkspace(attempt, work) {
      const root = join(attemptsDirectory, attempt.assignment.attemptId);
      try {
        const secrets = await secretFiles.write(attempt.assignment.attemptId, attempt.assignment.secrets);
        const places = await makePlaces(root, secrets, new LazyContext(attempt, services, undefined).params);
        const ended = await moveLargeOutputs(
          await work(workspaceOf(attempt, places)),
          keepBeside(places.artifacts),
          attempt.masker,
        );
        return attempt.forgotten ? ended : await keepArtifacts(attempt, places, ended);
      } catch (error) {
        // Whatever was thrown because of a stop: the stop is what is told.
        if (attempt.stop) return { outcome: 'stopped', reason: attempt.stop.reason };
        if (error instanceof ArtifactProblem) return failure(problemReason('START_FAILED', error.said));
        throw error;
      } finally {
        await Promise.all([secretFiles.remove(attempt.assignment.attemptId), removeTree(root)]).catch(
          (error: unknown) =>
            log.warn({ err: error, directory: root }, 'a directory of an attempt could not be removed'),
        );
      }
    },
    sweep: (isRunning) => killStrangers({ scanner, workerId: state.workerId, isRunning, log }),
    async stop() {
      await warden?.release();
      await secretFiles.close();
      state.release();
    },
  };
}

/** Before it began. */
const stopped = ({ reason }: NonNullable<Attempt['stop']>): ProcessEnd => ({
  exitCode: undefined,
  signal: undefined,
  stopped: reason,
});

/** By KILL, itself or what its shell waited for. */
const wasKilled = ({ exitCode, signal }: TreeEnd): boolean => signal === 'SIGKILL' || exitCode === 128 + 9;

interface Places {
  readonly home: string;
  readonly temporary: string;
  readonly artifacts: string;
  readonly secrets: string;
  readonly inputs: string;
  readonly output: string;
  readonly params: string;
}

async function makePlaces(root: string, secrets: string, params: object): Promise<Places> {
  const places = {
    home: join(root, 'work'),
    temporary: join(root, 'tmp'),
    artifacts: join(root, 'artifacts'),
    secrets,
    inputs: join(root, 'work', 'inputs'),
    output: join(root, 'output'),
    params: join(root, 'params.json'),
  };
  await mkdir(root, { recursive: true, mode: 0o700 });
  await Promise.all([
    mkdir(places.home),
    mkdir(places.temporary),
    mkdir(places.artifacts),
    writeFile(places.output, ''),
    writeFile(places.params, JSON.stringify(params)),
  ]);
  return places;
}
