/**
 * Why a task of type `wait` goes on waiting: what the engine found when it looked last, with the very answer that it
 * decided by.
 */
import type { WaitAnswer } from '../ports/wait-store.ts';
import type { WaitKind } from '../wait/wait-fields.ts';
import { blocked, type Check, type Evidence, passed } from './check.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { explainOther, type Fix, sendSignal, startWorkflow, updateDataset } from './fixes.ts';
import { parseId } from '../ids.ts';
import type { WaitCode } from './wait-codes.ts';

/** A wait as it stands in the store. */
export interface WaitFacts {
  readonly kind: WaitKind;
  readonly since: Date;
  readonly expiresAt: Date | undefined;
  readonly checks: number;
  readonly checkedAt: Date | undefined;
  readonly answer: WaitAnswer | undefined;
  /** Of the newest signal of this name that was sent with another key; empty: with none. */
  readonly otherKey?: string | undefined;
}

const CODES: Readonly<Record<WaitKind, WaitCode>> = {
  signal: 'DEP_EVENT',
  run: 'DEP_EXTERNAL',
  dataset: 'DEP_DATASET',
  file: 'DEP_FILE',
};

const SHOWN = 3;

export function awaited({
  run,
  row,
}: {
  readonly run: RunFacts;
  readonly row: TaskFacts | undefined;
}): Check | undefined {
  if (row?.state !== 'waiting' || !row.wait) return undefined;
  const { kind, since, expiresAt, checkedAt, checks, answer, otherKey } = row.wait;
  // Woken, and not looked at yet.
  if (row.isDue && answer === undefined) return passed(CODES[kind]);
  const expected = answer?.expectedAt === undefined ? undefined : new Date(answer.expectedAt);
  return blocked(CODES[kind], {
    params: {
      ...row.reason?.params,
      ...(answer && kind === 'file' && { is: answer.is }),
      ...openRuns(answer),
      message: answer?.message,
      otherKey: otherKey === '' ? '-' : otherKey,
      at: checkedAt?.toISOString(),
      expected: expected?.toISOString(),
      until: expiresAt?.toISOString(),
    },
    said: answer?.said,
    evidence: [...seenOf(answer), ...lookOf(checkedAt, checks)],
    since,
    eta: expected,
    fix: fixOf(kind, run.runId, row, answer),
  });
}

/** Those that are still missing, named first. */
function openRuns(answer: WaitAnswer | undefined): { readonly runs?: string; readonly more?: number } {
  const open = answer?.seen?.filter(({ is }) => is !== 'success') ?? [];
  if (open.length === 0) return {};
  const runs = open.slice(0, SHOWN).map(({ name, is }) => `${name} (${is})`);
  return { runs: runs.join(', '), ...(open.length > SHOWN && { more: open.length - SHOWN }) };
}

function seenOf(answer: WaitAnswer | undefined): readonly Evidence[] {
  return (answer?.seen ?? []).map(({ name, is, run }) =>
    run === undefined ? { kind: 'fact', name, is } : { kind: 'run', name: run, is, params: { awaited: name } },
  );
}

function lookOf(checkedAt: Date | undefined, checks: number): readonly Evidence[] {
  if (checkedAt === undefined) return [];
  return [{ kind: 'fact', name: 'last_check', is: checkedAt.toISOString(), params: { checks } }];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function fixOf(kind: WaitKind, runId: string, { reason }: TaskFacts, answer: WaitAnswer | undefined): Fix | undefined {
  const { signal, key, dataset, partition, workflow } = reason?.params ?? {};
  switch (kind) {
    case 'signal':
      return sendSignal(runId, text(signal) ?? '', text(key));
    case 'dataset':
      return updateDataset(text(dataset) ?? '', text(partition));
    case 'run': {
      const open = answer?.seen?.find(({ is, run }) => run !== undefined && is !== 'success')?.run;
      const openId = open && parseId('run', open);
      if (openId) return explainOther(openId);
      const first = text(workflow)?.split(/[,.]/)[0];
      return first === undefined ? undefined : startWorkflow(first);
    }
    default:
      return undefined;
  }
}
