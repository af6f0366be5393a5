/**
 * What is done to a run is done to the runs that it waits for: stops, pauses and resumes follow the commit of the
 * command, a child at a time, and each child passes them on to its own. A crash in between leaves the rest to the
 * healer, which asks the same questions.
 */
import {
  type EngineStore,
  type Reach,
  type ReachedChild,
  type Reason,
  type StopOrigin,
  type TenantScope,
} from '@carillon/core';
import type { Logger } from '@carillon/runtime';

const PAGE = 500;
/** Commands under way for one run: each is a transaction. */
const AT_ONCE = 4;
const ENGINE = 'carillon';
const FIRST = '00000000-0000-0000-0000-000000000000';

export interface ChildCommands {
  stop(runId: string, by?: Pick<StopOrigin, 'actor' | 'kill'>): Promise<number>;
  pause(runId: string, actor?: string): Promise<number>;
  resume(runId: string, actor?: string): Promise<number>;
}

export interface ChildCommandsParts {
  readonly store: Pick<EngineStore, 'toReach'>;
  readonly pause: EngineStore['pauseRun'];
  readonly stop: (scope: TenantScope, runId: string, by: StopOrigin) => Promise<unknown>;
  readonly resume: (scope: TenantScope, runId: string, actor: string) => Promise<unknown>;
}

export function createChildCommands({ store, pause, stop, resume }: ChildCommandsParts): ChildCommands {
  const reach = async (
    what: Reach,
    runId: string,
    tell: (child: ReachedChild) => Promise<unknown>,
  ): Promise<number> => {
    let page: readonly ReachedChild[];
    let told = 0;
    let after = FIRST;
    do {
      page = await store.toReach(what, runId, after, PAGE);
      const left = [...page];
      const work = async (): Promise<void> => {
        for (let child = left.shift(); child; child = left.shift()) await tell(child);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      told += page.length;
      after = page.at(-1)?.runId ?? after;
    } while (page.length === PAGE);
    return told;
  };

  return {
    stop: (runId, { actor = ENGINE, kill } = { actor: ENGINE }) =>
      reach('stop', runId, (child) =>
        stop(child, child.runId, { actor, reason: child.reason ?? STOPPED, ...(kill === undefined ? {} : { kill }) }),
      ),
    pause: (runId, actor = ENGINE) =>
      reach('pause', runId, (child) => pause(child, child.runId, { actor, reason: PAUSED })),
    resume: (runId, actor = ENGINE) => reach('resume', runId, (child) => resume(child, child.runId, actor)),
  };
}

const STOPPED: Reason = { code: 'STOPPED_BY_USER' };
const PAUSED: Reason = { code: 'PARENT_PAUSED' };

type Commanded = Pick<EngineStore, 'stop' | 'accept' | 'pauseRun' | 'resumeRun' | 'pauseTask' | 'resumeTask'>;

/** The same store, whose commands reach the children of the runs they are given to. */
export function reachChildren<S extends Commanded>(
  store: S,
  commands: ChildCommands,
  { onResumed, log }: { readonly onResumed: (runId: string) => Promise<void>; readonly log: Logger },
): S {
  const later = (work: Promise<unknown>): void => {
    work.catch((error: unknown) =>
      log.warn({ err: error }, 'a command has not reached all children yet; the healer goes on'),
    );
  };
  const resumed = (runId: string, actor: string): void => {
    later(Promise.all([onResumed(runId), commands.resume(runId, actor)]));
  };
  return {
    ...store,
    async stop(scope, runId, by) {
      const outcome = await store.stop(scope, runId, by);
      if (outcome.hasChildren) later(commands.stop(runId, by));
      return outcome;
    },
    async accept(run, by) {
      const accepted = await store.accept(run, by);
      const replaced = accepted.kind === 'made' ? accepted.replaced : undefined;
      if (replaced?.stop.hasChildren) later(commands.stop(replaced.runId, run.request));
      return accepted;
    },
    async pauseRun(scope, runId, by) {
      const result = await store.pauseRun(scope, runId, by);
      if (result.kind === 'done') later(commands.pause(runId, by.actor));
      return result;
    },
    async pauseTask(scope, task, by) {
      const result = await store.pauseTask(scope, task, by);
      if (result.kind === 'done') later(commands.pause(task.runId, by.actor));
      return result;
    },
    async resumeRun(scope, runId, by) {
      const result = await store.resumeRun(scope, runId, by);
      if (result.kind === 'resumed') resumed(runId, by.actor);
      return result;
    },
    async resumeTask(scope, task, by) {
      const result = await store.resumeTask(scope, task, by);
      if (result.kind === 'resumed') resumed(task.runId, by.actor);
      return result;
    },
  };
}
