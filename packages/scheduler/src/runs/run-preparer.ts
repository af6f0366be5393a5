/**
 * Makes a run ready to be written: which rows it begins with, what they hold, and which of its roots are leased. What
 * was promised to workers is given back when the run is not written after all.
 */
import { type EngineStore, type NewRun, type Placement, type StartRequest } from '@carillon/core';
import { type Clock, newRunId } from '@carillon/runtime';
import { isCollected } from '../limits/acceptance.ts';
import type { LimitBook } from '../limits/limit-book.ts';
import type { Room } from '../queues/room.ts';
import type { Sessions } from '../sessions.ts';
import { waitsInStore } from '../waits/waits-in-store.ts';
import type { Contexts, RunFacts } from './contexts.ts';
import type { Placed } from './placed.ts';
import type { Placer } from './placing.ts';
import { keepSlaTerms } from './sla-terms.ts';
import { usualPriority } from './task-priority.ts';
import type { CompiledVersion, Versions } from './versions.ts';

/** A run about to be written, with what happens to its roots after the commit. */
export interface PreparedRun {
  readonly run: NewRun;
  readonly version: CompiledVersion;
  readonly facts: RunFacts;
  /** Roots that end without an attempt: they go in pending and are decided at once. */
  readonly ended: readonly { readonly taskNo: number; readonly placed: Extract<Placed, { kind: 'end' }> }[];
  /** Roots that are decided on once the run stands, since more than its rows is written for them. */
  readonly later: readonly number[];
  /** Nothing of its workflow asks for the params of a run before a worker does: another one goes in as this one. */
  readonly isPlain: boolean;
}

export interface PrepareOptions {
  /** Roots may go to workers with room at once. */
  readonly lease: boolean;
  /** Of a run that was accepted before and waited. */
  readonly id?: string;
  /** In place of one made for it. */
  readonly newId?: string;
  /** Its limits have granted. */
  readonly hasSlots?: boolean;
  /** One of them until it ends, by its row of `run`. */
  readonly holdsSlot?: boolean;
  /** It is a request that may be collected with others. */
  readonly isAsked?: boolean;
}

export interface RunPreparer {
  prepare(request: StartRequest, options: PrepareOptions): Promise<PreparedRun>;
  /** Gives promised room back when the commit failed or somebody else fired. */
  release(prepared: readonly PreparedRun[]): void;
}

export interface RunPreparerParts {
  readonly store: Pick<EngineStore, 'promise'>;
  readonly book: LimitBook;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly placer: Placer;
  readonly sessions: Sessions;
  readonly room: Pick<Room, 'giveBack'>;
  readonly clock: Clock;
}

export function createRunPreparer(parts: RunPreparerParts): RunPreparer {
  const { store, book, versions, contexts, placer, sessions, room, clock } = parts;
  return { prepare, release };

  async function prepare(request: StartRequest, options: PrepareOptions): Promise<PreparedRun> {
    const { lease, id = options.newId ?? newRunId() } = options;
    const version = versions.peek(request.versionKey) ?? (await versions.get(request.versionKey));
    const { plan } = version;
    const priority = request.priority ?? usualPriority(version);
    // One that waited stands in the store, with when it was accepted and its place in its parent.
    const waited = options.id === undefined ? undefined : await contexts.reread(options.id);
    const facts =
      waited ??
      contexts.remember({
        runId: id,
        versionKey: request.versionKey,
        workflowKey: request.workflowKey,
        ...request.scope,
        params: request.params,
        logicalTime: request.logicalTime,
        triggerKind: request.triggerKind,
        actor: request.actor,
        rerunOf: request.rerunOf,
        priority,
        mainEnd: undefined,
        place: request.child,
        createdAt: new Date(clock.now()),
      });
    const about = {
      id,
      request,
      priority,
      runTimeoutMs: plan.runTimeoutMs,
      solo: plan.solo && !options.holdsSlot,
      sinks: plan.sinks,
    };
    if (plan.sla.length > 0) await keepSlaTerms(store, version, facts);
    // Limits of runs are for what counts; those of task runs hold for a test, too.
    const holding = request.isTest ? undefined : heldStart(facts, version, options);
    // Most are held by nothing, which is known at once.
    const held = holding && (await holding);
    if (held) return { run: { ...about, roots: [], held }, version, facts, ended: [], later: [], isPlain: false };
    const roots: (Placement & { taskNo: number; fused: boolean })[] = [];
    const ended: PreparedRun['ended'][number][] = [];
    const later: number[] = [];
    try {
      for (const taskNo of plan.roots) {
        const task = plan.tasks[taskNo] as CompiledVersion['plan']['tasks'][number];
        if (waitsInStore(task) || task.expands) {
          later.push(taskNo);
          roots.push({ ...undecided(version, taskNo), taskNo, fused: false });
          continue;
        }
        const placed: Placed =
          task.fused && !book.hasRules(facts)
            ? { kind: 'place', placement: (lease ? placer.lease : placer.queue)(task, facts, version) }
            : await placer.place(task, facts, version);
        const placement = placed.kind === 'place' ? placed.placement : undecided(version, taskNo);
        if (placed.kind === 'end') ended.push({ taskNo, placed });
        roots.push({ ...(lease ? placement : withoutLease(placement)), taskNo, fused: task.fused });
      }
    } catch (error) {
      contexts.forget(id);
      for (const root of roots) giveBack(root);
      throw error;
    }
    const isPlain = about.solo && plan.sla.length === 0 && !holding && roots.every(isUnread);
    return { run: { ...about, roots }, version, facts, ended, later, isPlain };
  }

  /** Why it does not begin with its start. */
  function heldStart(
    facts: RunFacts,
    version: CompiledVersion,
    { isAsked, hasSlots }: PrepareOptions,
  ): NewRun['held'] | Promise<NewRun['held']> {
    if (hasSlots) return undefined;
    if (isAsked && isCollected(version, facts.triggerKind))
      return { kind: 'window', reason: { code: 'COLLECTING' }, limits: undefined };
    return book.ofRun(facts, version);
  }

  function withoutLease(placement: Placement): Placement {
    if (placement.sessionKey === undefined) return placement;
    giveBack(placement);
    return { ...placement, state: 'queued', sessionKey: undefined };
  }

  function giveBack({ sessionKey, laneKey }: Placement): void {
    const worker = sessionKey === undefined ? undefined : sessions.byKey(sessionKey);
    if (worker) room.giveBack(worker, laneKey);
  }

  function release(prepared: readonly PreparedRun[]): void {
    for (const { run } of prepared) {
      contexts.forget(run.id);
      for (const root of run.roots) giveBack(root);
    }
  }
}

/** It is queued for as long as it takes, and neither its input nor what it waits for was worked out. */
const isUnread = ({ state, input, reason, dueMs, deadlineMs }: Placement): boolean =>
  state === 'queued' && [input, reason, dueMs, deadlineMs].every((value) => value === undefined);

/** A root that ends without an attempt: written pending, so that its end is a transition like any other. */
function undecided(version: CompiledVersion, taskNo: number): Placement {
  const lane = version.lanes[taskNo] as CompiledVersion['lanes'][number];
  return {
    state: 'pending',
    laneKey: lane.key,
    rank: 0,
    sessionKey: undefined,
    input: undefined,
    timeoutMs: undefined,
    dueMs: undefined,
    reason: undefined,
  };
}
