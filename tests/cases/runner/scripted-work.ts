/** Work that does as the scenario says instead of what a program would do. */
import type { JsonObject, Reason, Turn } from '@carillon/core';
import type { AttemptContext, AttemptResult, Executor } from '@carillon/plugin-api';
import { failure, success } from '@carillon/plugin-api';

/** `succeed` `fail [error]` `exit n` `hold` `hold then …` `insist then …`, or outputs of a success. */
export type ScriptedAct = string | { readonly outputs: JsonObject };

/** What an attempt was given, as expectations read it. */
export interface Given {
  readonly params: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly with: JsonObject;
  readonly attempt: number;
  readonly date: string;
  readonly turn: Turn | undefined;
  /** That carried it out. */
  readonly worker: string;
}

interface Held {
  readonly task: string;
  release(): void;
}

export interface ScriptedWork {
  carryOut(context: AttemptContext, worker: string): Promise<AttemptResult>;
  /** Lets those go on that are held in this task; how many. */
  release(task: string): number;
  held(task: string): number;
  /** By task, in the order in which they began. */
  readonly given: ReadonlyMap<string, readonly Given[]>;
  /** Tasks in the order in which their attempts began. */
  readonly begun: readonly string[];
  /** Nothing is held any more. */
  end(): void;
}

export function createScriptedWork(acts: Readonly<Record<string, readonly ScriptedAct[] | ScriptedAct>>): ScriptedWork {
  const given = new Map<string, Given[]>();
  const begun: string[] = [];
  let held: Held[] = [];
  let over = false;

  /** `exit 1 x30` is thirty times the same. */
  const repeated = (act: ScriptedAct): readonly ScriptedAct[] => {
    const [, one, times] = typeof act === 'string' ? (/^(.*) x(\d+)$/.exec(act) ?? []) : [];
    return one === undefined ? [act] : Array.from({ length: Number(times) }, () => one);
  };

  /** The nth time that the task is carried out, in whichever run; the last act is for all times after. */
  function actFor(task: string, times: number): ScriptedAct {
    const list = [acts[task] ?? 'succeed'].flat().flatMap(repeated);
    return list[Math.min(times, list.length) - 1] ?? 'succeed';
  }

  function hold(task: string, signal: AbortSignal, insists: boolean): Promise<'released' | 'stopped'> {
    return new Promise((resolve) => {
      const one: Held = { task, release: () => resolve('released') };
      const stop = (): void => {
        held = held.filter((other) => other !== one);
        resolve('stopped');
      };
      if (over) return resolve('stopped');
      held.push(one);
      if (!insists) signal.addEventListener('abort', stop, { once: true });
      if (!insists && signal.aborted) stop();
    });
  }

  return {
    given,
    begun,
    async carryOut({ identity, params, env, with: fields, turn, signal }, worker) {
      const { task } = identity;
      const before = given.get(task) ?? [];
      begun.push(task);
      given.set(task, [
        ...before,
        { params, env, with: fields, attempt: identity.attempt, date: identity.logicalDate, turn, worker },
      ]);
      const act = actFor(task, before.length + 1);
      if (typeof act !== 'string') return success(act.outputs);
      const [first = '', rest = 'succeed'] = act.split(' then ');
      const insists = first === 'insist';
      if (first !== 'hold' && !insists) return endOf(act);
      const held = await hold(task, signal, insists);
      if (held === 'released') return endOf(rest);
      return { outcome: 'stopped', reason: signal.aborted ? (signal.reason as Reason) : { code: 'DRAINED' } };
    },
    held: (task) => held.filter((one) => one.task === task).length,
    release(task) {
      const released = held.filter((one) => one.task === task);
      held = held.filter((one) => one.task !== task);
      for (const one of released) one.release();
      return released.length;
    },
    end() {
      over = true;
      for (const one of held.splice(0)) one.release();
    },
  };
}

/** Exit 78 is not worth another try, as with real programs. */
const NO_RETRY_EXIT_CODE = 78;

function endOf(act: string): AttemptResult {
  const [verb, what] = act.split(' ');
  if (verb === 'succeed') return success({});
  if (verb === 'fail') return failure({ code: 'USER_ERROR', params: { error: what ?? 'Error', message: 'as told' } });
  if (verb !== 'exit') throw new Error(`work knows no "${act}"; see README.md`);
  const exitCode = Number(what);
  if (exitCode === 0) return success({}, 0);
  return failure({ code: 'EXIT_CODE', params: { exitCode } }, { exitCode, retryable: exitCode !== NO_RETRY_EXIT_CODE });
}

/** In the place of the executors of these types; functions are those named `work`. */
export function scriptedExecutors(workOf: (project: string) => ScriptedWork | undefined, worker: string): Executor[] {
  return ['shell', 'python', 'node', 'http', 'sql', 'quality', 'notify', 'function'].map((type) => ({
    type,
    ...(type === 'function' ? { capabilities: ['function:work'] } : {}),
    workspace: 'none',
    schema: { type: 'object' },
    async run(context) {
      const work = workOf(context.identity.project);
      if (!work) return failure({ code: 'START_FAILED', params: { problem: 'the scenario is over' } });
      return work.carryOut(context, worker);
    },
  }));
}
