/**
 * Waits for signals, runs, datasets and files: begun where a task is placed, looked at when the timekeeper finds them
 * due. A look never holds up the others: so many go on at once, the rest comes up again when its ten seconds are over,
 * here or on another node. A crash during a look leaves the row to the next one; a look that saw too little is
 * followed by a wake or by the next poll.
 */
import {
  type AwaitedRuns,
  datasetTopic,
  DEFAULT_POLL_MS,
  documentZone,
  type DueTask,
  type EngineStore,
  ExpressionError,
  type FileProbe,
  type JsonObject,
  leavesOf,
  parseDuration,
  type PlanTask,
  type Reason,
  type ReasonCode,
  runTopic,
  said,
  type SecretField,
  type SecretReader,
  signalTopic,
  type WaitKind,
  waitKind,
  type WaitRecord,
} from '@carillon/core';
import { type Clock, host, type Logger } from '@carillon/runtime';
import type { Contexts, RunFacts } from '../runs/contexts.ts';
import { taskTimeout } from '../runs/time-over.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';
import { createDatasetLooker } from './datasets.ts';
import { backoffOf, createFileLooker } from './files.ts';
import { type Look, type Looker, specOf, textField, type WaitSpec } from './look.ts';
import { createRunLooker } from './runs.ts';
import { createSignalLooker } from './signals.ts';

const MAX_LOOKS = 32;
/** That wait for one of these; what is left out comes up again when it is due once more. */
const MAX_PENDING = 2_000;
/** A tenth earlier or later, so that what began together is not looked at together for ever. */
const JITTER = 0.1;

const WAITING: Readonly<Record<WaitKind, ReasonCode>> = {
  signal: 'DEP_EVENT',
  run: 'DEP_EXTERNAL',
  dataset: 'DEP_DATASET',
  file: 'DEP_FILE',
};

export type WaitEnd =
  | { readonly state: 'success'; readonly output: JsonObject }
  | { readonly state: 'failed'; readonly reason: Reason };

export interface Waiter {
  /** Undefined: it waits for time alone. Else why it waits, once that stands in the store. */
  begin(
    task: PlanTask,
    input: { readonly with: JsonObject; readonly secrets?: readonly SecretField[] },
    facts: RunFacts,
    version: CompiledVersion,
  ): Promise<Reason | undefined>;
  /** Looks once, in the background, behind those that were found due before. */
  look(task: DueTask): void;
  /** What has begun ends; nothing more is begun. */
  idle(): Promise<void>;
}

export interface WaiterParts {
  readonly store: EngineStore;
  readonly probe: FileProbe;
  readonly secretReader: SecretReader;
  readonly contexts: Pick<Contexts, 'environmentName'>;
  readonly versions: Versions;
  readonly clock: Clock;
  /** Ends it, if it still waits. Hears whether it did. */
  readonly end: (task: DueTask, how: WaitEnd) => Promise<boolean>;
  /** One more workflow may be waited for. */
  readonly onRunAwaited: () => void;
  readonly log: Logger;
}

export function createWaiter(parts: WaiterParts): Waiter {
  const { store, contexts, versions, end, onRunAwaited, log } = parts;
  const looks: Readonly<Record<WaitKind, Looker>> = {
    signal: createSignalLooker(store),
    run: createRunLooker(store, versions),
    dataset: createDatasetLooker(store),
    file: createFileLooker(parts),
  };
  const underWay = new Set<Promise<void>>();
  /** In the order in which they were found due, each once. */
  const pending = new Map<string, DueTask>();

  const endOf = async (task: DueTask, look: Look): Promise<WaitEnd> => {
    if (look.kind === 'met') return { state: 'success', output: look.output };
    if (look.kind === 'failed') return { state: 'failed', reason: look.reason };
    if (!task.overdue) return { state: 'failed', reason: { code: 'WAIT_EXPIRED' } };
    return { state: 'failed', reason: taskTimeout((await versions.get(task.versionKey)).plan.tasks[task.taskNo]) };
  };

  const lookOnce = async (task: DueTask): Promise<void> => {
    const wait = await store.waitOf(task);
    if (!wait) return;
    const look = await looks[wait.kind](wait);
    if (look.kind === 'waiting' && !wait.isExpired && !task.overdue) {
      await store.postponeWait(task, look.answer, nextLookMs(wait, look));
      return;
    }
    if (await end(task, await endOf(task, look))) await store.forgetWait(task, wait.since);
  };

  const startLooks = (): void => {
    for (const [key, task] of pending) {
      if (underWay.size >= MAX_LOOKS) return;
      pending.delete(key);
      const look = lookOnce(task)
        .catch((error: unknown) =>
          log.warn(
            { err: error, runId: task.runId, taskNo: task.taskNo },
            'a wait could not be looked at; tried again',
          ),
        )
        .finally(() => {
          underWay.delete(look);
          startLooks();
        });
      underWay.add(look);
    }
  };

  return {
    async begin(task, { with: fields, secrets }, facts, version) {
      const kind = waitKind(fields);
      if (kind === 'time') return undefined;
      const { record } = version;
      const spec: WaitSpec = {
        with: fields,
        ...(secrets && { secrets }),
        project: record.project,
        workflow: record.workflow,
        environment: await contexts.environmentName(facts.environmentKey),
        base: (facts.logicalTime ?? facts.createdAt).toISOString(),
        zone: documentZone(record.document),
      };
      for (const name of DURATIONS) durationOf(fields, name);
      await store.beginWait({
        runId: facts.runId,
        taskNo: task.no,
        task: task.id,
        scope: facts,
        kind,
        topics: topicsOf(kind, spec),
        spec: spec as unknown as JsonObject,
        expiresMs: durationOf(fields, 'expires'),
      });
      if (kind === 'run') onRunAwaited();
      return { code: WAITING[kind], params: awaitedParams(kind, spec) };
    },

    look(task) {
      if (pending.size < MAX_PENDING) pending.set(`${task.runId}/${task.taskNo}`, task);
      startLooks();
    },

    async idle() {
      pending.clear();
      await Promise.all(underWay);
    },
  };
}

const DURATIONS = ['expires', 'poll', 'stableFor'] as const;

/** @throws ExpressionError for what an expression made of it */
function durationOf(fields: JsonObject, name: (typeof DURATIONS)[number]): number | undefined {
  if (fields[name] === undefined) return undefined;
  const ms = parseDuration(textField(fields, name) ?? '');
  if (ms === undefined) throw new ExpressionError('EXPRESSION_FAILED', said`with.${name} is no duration`);
  return ms;
}

function nextLookMs(wait: WaitRecord, look: Extract<Look, { kind: 'waiting' }>): number {
  const usual = durationOf(specOf(wait).with, 'poll') ?? DEFAULT_POLL_MS[wait.kind];
  const failures = Number(look.answer?.memory?.['failures'] ?? 0);
  const spread = usual * backoffOf(failures) * (1 - JITTER + 2 * JITTER * host.random());
  return Math.min(look.nextMs ?? Number.POSITIVE_INFINITY, spread);
}

function topicsOf(kind: WaitKind, { with: fields, project }: WaitSpec): readonly string[] {
  switch (kind) {
    case 'signal':
      return [signalTopic(project, textField(fields, 'signal') ?? '', textField(fields, 'key'))];
    case 'dataset':
      return [datasetTopic(textField(fields, 'project') ?? project, textField(fields, 'dataset') ?? '')];
    case 'run': {
      const runs = leavesOf(fields['run'] as unknown as AwaitedRuns);
      return [...new Set(runs.map((run) => runTopic(run.project ?? project, run.workflow)))];
    }
    default:
      return [];
  }
}

/** As the reason of its state names it. References to secrets are not resolved in it. */
function awaitedParams(kind: WaitKind, { with: fields }: WaitSpec): NonNullable<Reason['params']> {
  const text = (...names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      names.flatMap((name) =>
        textField(fields, name) === undefined ? [] : [[name, textField(fields, name) as string]],
      ),
    );
  switch (kind) {
    case 'signal':
      return text('signal', 'key');
    case 'dataset':
      return text('dataset', 'partition');
    case 'file':
      return { file: textField(fields, 'path') ?? textField(fields, 'url') ?? textField(fields, 's3') ?? '' };
    case 'run': {
      const runs = leavesOf(fields['run'] as unknown as AwaitedRuns);
      const names = [
        ...new Set(runs.map(({ workflow, task }) => (task === undefined ? workflow : `${workflow}.${task}`))),
      ];
      return { workflow: names.slice(0, 5).join(', ') };
    }
  }
}
