/**
 * Starts the many runs of one request: in one transaction with one idempotency key, where the workflow does not unite
 * them with others. Of plain ones only the first is worked out.
 */
import {
  type AskResult,
  type EngineStore,
  type Idempotency,
  type JsonObject,
  runIdInBatch,
  type StartedRuns,
  type StartManyRequest,
  type StartRequest,
  type StartResult,
} from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import { type Acceptance, acceptanceOf } from '../limits/acceptance.ts';
import type { Contexts } from './contexts.ts';
import type { PreparedRun, RunPreparer } from './run-preparer.ts';

export interface ManyStarterParts {
  readonly store: Pick<EngineStore, 'startTogether' | 'startAlike' | 'idempotent'>;
  readonly contexts: Contexts;
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  readonly prepare: RunPreparer['prepare'];
  readonly started: (prepared: readonly PreparedRun[], result: StartedRuns) => Promise<void>;
  readonly followLater: (error: unknown) => void;
  readonly accept: (prepared: PreparedRun, acceptance: Acceptance) => Promise<AskResult>;
  readonly writeOne: (prepared: PreparedRun) => Promise<StartResult>;
}

type StartMany = (
  request: StartManyRequest,
  params: readonly JsonObject[],
  idempotency: Idempotency | undefined,
) => Promise<readonly AskResult[]>;

/** The runs of one request. */
interface Many {
  readonly request: StartManyRequest;
  readonly params: readonly JsonObject[];
  readonly ids: readonly string[];
  readonly idempotency: Idempotency | undefined;
}

export function createManyStarter(parts: ManyStarterParts): StartMany {
  const { store, contexts, dispatcher, started, followLater, accept, writeOne } = parts;

  const prepare = (many: Many, i: number): Promise<PreparedRun> =>
    parts.prepare(requestOf(many, i), { lease: false, isAsked: true, newId: many.ids[i] as string });

  async function startAlike(many: Many, { run }: PreparedRun): Promise<readonly AskResult[]> {
    const { ids, params, idempotency } = many;
    const isMade = await store.startAlike({ like: run, ids, params }, idempotency && keyOf(idempotency, 0));
    if (!isMade) return answersBefore(many);
    for (const { laneKey } of run.roots) dispatcher.queued(laneKey);
    return ids.map((runId) => ({ kind: 'started', runId }));
  }

  async function startTogether(many: Many, prepared: readonly PreparedRun[]): Promise<readonly AskResult[]> {
    const key = many.idempotency && keyOf(many.idempotency, 0);
    const result = await store.startTogether(
      prepared.map(({ run }) => run),
      key,
    );
    if (key && result.made.size === 0) return answersBefore(many);
    await started(prepared, result).catch(followLater);
    return many.ids.map((runId) => ({ kind: 'started', runId }));
  }

  /** One after the other. Each has a key of its own then, since what was accepted of them stands. */
  async function acceptEach(many: Many, prepared: readonly PreparedRun[]): Promise<readonly AskResult[]> {
    const results: AskResult[] = [];
    for (const [i, item] of prepared.entries()) {
      const own = { ...item, run: { ...item.run, request: keyed(many, i) } };
      // Of one workflow all are united with others, or none.
      const acceptance = (await acceptanceOf(own.run.request, own.facts, own.version, contexts)) as Acceptance;
      const result = await accept(own, acceptance);
      const isKnown = result.kind === 'replayed' || result.kind === 'key_reused';
      const settled = i === 0 && isKnown ? await settledBefore(many) : undefined;
      if (settled) return settled;
      results.push(result);
    }
    return results;
  }

  /** What becomes of all runs of a request whose first key is taken; undefined where each of them has a key of its own. */
  async function settledBefore(many: Many): Promise<readonly StartResult[] | undefined> {
    const before = await store.idempotent(keyed(many, 0));
    if (!before?.sameBody) return many.ids.map(() => ({ kind: 'key_reused' }));
    if (before.runs === 1) return undefined;
    return Array.from({ length: before.runs }, (_, i) => ({
      kind: 'replayed',
      runId: runIdInBatch(before.runId, i),
    }));
  }

  /** Of a request whose first key is taken: by what it started before, or by a workflow that accepted its runs one by one. */
  async function answersBefore(many: Many): Promise<readonly StartResult[]> {
    const settled = await settledBefore(many);
    if (settled) return settled;
    const results: StartResult[] = [];
    for (const i of many.ids.keys())
      results.push(await writeOne(await parts.prepare(keyed(many, i), { lease: false })));
    return results;
  }

  return async (request, params, idempotency) => {
    if (params.length === 0) return [];
    const firstId = newRunId();
    const many = { request, params, idempotency, ids: params.map((_, i) => runIdInBatch(firstId, i)) };
    const first = await prepare(many, 0);
    const prepared = [first];
    try {
      const acceptance = await acceptanceOf(first.run.request, first.facts, first.version, contexts);
      if (first.isPlain && !acceptance) return await startAlike(many, first);
      for (let i = 1; i < params.length; i++) prepared.push(await prepare(many, i));
      return await (acceptance ? acceptEach(many, prepared) : startTogether(many, prepared));
    } finally {
      // Of a thousand that wait in a lane few are among the next to be known again.
      for (const { run } of prepared) contexts.forget(run.id);
    }
  };
}

const requestOf = ({ request, params }: Many, i: number): StartRequest => ({ ...request, params: params[i] ?? {} });

/** With the key of the run at `i` among those of the request. */
function keyed(many: Many, i: number): StartRequest {
  const request = requestOf(many, i);
  return many.idempotency ? { ...request, idempotency: keyOf(many.idempotency, i) } : request;
}

const keyOf = (idempotency: Idempotency, i: number): Idempotency => ({
  ...idempotency,
  key: `${idempotency.key}/${i}`,
});
