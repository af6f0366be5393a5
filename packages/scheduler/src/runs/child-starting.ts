/** What core wants started for a task, as runs about to be written: which version, with which parameters, how deep. */
import {
  canonicalJson,
  type ChildEntry,
  type ChildStart,
  type EngineStore,
  type KeptChild,
  MAX_DEPTH,
  type ParentTask,
  type PlanTask,
  type Reason,
  sha256,
  type StartRequest,
  takesRuns,
  type WorkflowDocument,
} from '@carillon/core';
import { type Contexts, ParamsError, type RunFacts } from './contexts.ts';
import type { PreparedRun } from './run-preparer.ts';
import type { Starter } from './starter.ts';
import { taskPriority } from './task-priority.ts';
import type { CompiledVersion, Versions } from './versions.ts';

export interface Parent {
  readonly row: ParentTask;
  readonly task: PlanTask;
  readonly version: CompiledVersion;
  readonly facts: RunFacts;
}

export interface PreparedChildren {
  readonly entries: readonly ChildEntry[];
  readonly runs: readonly PreparedRun[];
  readonly depth: number;
}

export interface ChildStarting {
  /** A reason: they cannot be started, and the task fails for it. */
  prepare(parent: Parent, children: readonly ChildStart[]): Promise<PreparedChildren | Reason>;
}

export interface ChildStartingParts {
  readonly store: Pick<EngineStore, 'keptChildren' | 'partVersion' | 'workflowToStart'>;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly starter: Pick<Starter, 'prepare' | 'release'>;
}

/** The reason for which a child cannot be started. */
class Refusal extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(reason.code);
    this.reason = reason;
  }
}

type Target = Pick<StartRequest, 'scope' | 'workflowKey' | 'versionKey'>;

export function createChildStarting({ store, versions, contexts, starter }: ChildStartingParts): ChildStarting {
  /** By the document, which core gives as the same object again and again. */
  const parts = new WeakMap<WorkflowDocument, Map<number, Promise<number>>>();

  const partOf = (versionKey: number, document: WorkflowDocument): Promise<number> => {
    const known = parts.get(document) ?? new Map<number, Promise<number>>();
    parts.set(document, known);
    const found = known.get(versionKey) ?? store.partVersion(versionKey, document, sha256(canonicalJson(document)));
    known.set(versionKey, found);
    found.catch(() => known.delete(versionKey));
    return found;
  };

  const targetOf = async ({ facts, version }: Parent, { runs }: ChildStart): Promise<Target> => {
    const { tenantKey, projectKey, environmentKey, workflowKey, versionKey } = facts;
    if (runs.kind === 'part')
      return {
        scope: { tenantKey, projectKey, environmentKey },
        workflowKey,
        versionKey: await partOf(versionKey, runs.document),
      };
    const slash = runs.workflow.indexOf('/');
    const project = slash < 0 ? version.record.project : runs.workflow.slice(0, slash);
    const name = runs.workflow.slice(slash + 1);
    const number = runs.version === 'live' ? undefined : runs.version;
    const found = await store.workflowToStart({ tenantKey, environmentKey }, { project, name, version: number });
    if (!found || !takesRuns(found.lifecycle))
      throw new Refusal({
        code: 'WORKFLOW_MISSING',
        params: { workflow: `${project}/${name}`, ...(number === undefined ? {} : { version: number }) },
      });
    return found;
  };

  const paramsOf = async ({ facts }: Parent, child: ChildStart, target: Target): Promise<StartRequest['params']> => {
    if (child.runs.kind === 'part') return child.params ?? facts.params;
    const version = await versions.get(target.versionKey);
    const run = { ...facts, ...target, triggerKind: 'parent', createdAt: facts.createdAt };
    try {
      return await contexts.runParams(version, child.params ?? {}, run);
    } catch (error) {
      if (!(error instanceof ParamsError)) throw error;
      throw new Refusal({ code: 'PARAMS_INVALID', params: { workflow: child.runs.workflow, problems: error.message } });
    }
  };

  const prepareOne = async (parent: Parent, child: ChildStart, before: KeptChild | undefined): Promise<PreparedRun> => {
    const { row, task, version, facts } = parent;
    const target = await targetOf(parent, child);
    const request: StartRequest = {
      ...target,
      params: await paramsOf(parent, child, target),
      logicalTime: facts.logicalTime,
      triggerKind: 'parent',
      actor: facts.actor,
      priority: taskPriority(task, facts, version),
      ...(before ? { rerunOf: before.runId } : {}),
      child: {
        parentRunId: row.runId,
        parentNo: row.taskNo,
        round: child.round,
        position: child.position,
        item: child.item,
        depth: depthOf(facts),
        key: child.key,
        isPart: child.runs.kind === 'part',
      },
    };
    return starter.prepare(request, { lease: true });
  };

  return {
    async prepare(parent, children) {
      const depth = depthOf(parent.facts);
      if (depth > MAX_DEPTH) return { code: 'CHILDREN_TOO_DEEP', params: { max: MAX_DEPTH } };
      const round = children[0]?.round ?? 0;
      const earlier = await store.keptChildren(
        parent.row,
        round,
        children.map(({ position }) => position),
      );
      const kept = new Map(earlier.map((child) => [child.position, child]));
      const runs: PreparedRun[] = [];
      const entries: ChildEntry[] = [];
      try {
        for (const child of children) {
          const before = sameItem(kept.get(child.position), child);
          const { position, key, item, isAwaited = true } = child;
          if (before?.state === 'success') {
            entries.push({ position, key, item, isAwaited, child: { kept: before } });
            continue;
          }
          const prepared = await prepareOne(parent, child, before);
          runs.push(prepared);
          entries.push({ position, key, item, isAwaited, child: { run: prepared.run } });
        }
        return { entries, runs, depth };
      } catch (error) {
        starter.release(runs);
        if (error instanceof Refusal) return error.reason;
        throw error;
      }
    },
  };
}

const depthOf = ({ place }: RunFacts): number => (place?.depth ?? 0) + 1;

/** Another item at the same position is another piece of work. */
function sameItem(kept: KeptChild | undefined, { item }: ChildStart): KeptChild | undefined {
  if (!kept) return undefined;
  return canonicalJson(kept.item ?? null) === canonicalJson(item ?? null) ? kept : undefined;
}
