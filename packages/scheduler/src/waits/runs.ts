/** Whether the runs of other workflows that a task run waits for have ended as it wants. */
import {
  type AwaitedRun,
  type AwaitedRuns,
  type AwaitVerdict,
  type EngineStore,
  formatId,
  type FoundRun,
  isFinalRunState,
  judgeAwaited,
  leavesOf,
  localTimeText,
  said,
  SaidRangeError,
  type SpanRun,
  spansOf,
  type TaskRunState,
  taskStateOf,
  type TimeSpan,
  verdictOnRun,
  type WaitAnswer,
  type WaitRecord,
} from '@carillon/core';
import type { Versions } from '../runs/versions.ts';
import { type Look, type Looker, refusal, specOf } from './look.ts';

type RunLookerStore = Pick<EngineStore, 'newestRunsOf' | 'expectedRun' | 'finishedTasks'>;

/** As many are told of. */
const SHOWN = 20;

interface Leaf {
  readonly run: AwaitedRun;
  readonly spans: readonly TimeSpan[];
  readonly found: readonly (FoundRun | undefined)[];
  readonly verdict: AwaitVerdict;
}

export function createRunLooker(store: RunLookerStore, versions: Versions): Looker {
  const workflowOf = (wait: WaitRecord, { workflow, project }: AwaitedRun) => ({
    project: project ?? specOf(wait).project,
    workflow,
  });

  const taskState = async (run: SpanRun, task: string): Promise<TaskRunState | undefined> => {
    const { plan } = await versions.get(run.versionKey);
    const no = plan.byId.get(task)?.no;
    // A version without the task cannot bring it to an end.
    if (no === undefined) return isFinalRunState(run.state) ? 'skipped' : undefined;
    if (plan.solo) return isFinalRunState(run.state) ? run.state : undefined;
    const [ended] = await store.finishedTasks(run.runId, [no]);
    return ended && taskStateOf(ended.state);
  };

  const leafOf = async (wait: WaitRecord, run: AwaitedRun): Promise<Leaf> => {
    const { base, zone, with: fields } = specOf(wait);
    const spans = spansOf(run, new Date(base), zone);
    const rows = await store.newestRunsOf(wait.scope, workflowOf(wait, run), spans, wait.runId);
    const found: (FoundRun | undefined)[] = spans.map(() => undefined);
    for (const row of rows)
      found[row.span] = { ...row, task: run.task === undefined ? undefined : await taskState(row, run.task) };
    const bearsFailure = fields['onFailure'] === 'wait';
    return { run, spans, found, verdict: verdictOnRun(run, found, { since: wait.since, bearsFailure }) };
  };

  /** When the first that is missing may have ended, as its schedule and its last runs say. */
  const expectedAt = async (wait: WaitRecord, leaves: readonly Leaf[]): Promise<string | undefined> => {
    const late = leaves.find(({ verdict }) => verdict === 'waiting');
    const expected = late && (await store.expectedRun(wait.scope, workflowOf(wait, late.run)));
    if (!expected) return undefined;
    const open = late.found.find((one) => one && !isFinalRunState(one.state));
    const startsAt = open ? startOf(open.runId) : expected.startsAt?.getTime();
    if (startsAt === undefined || (open && expected.usualMs === undefined)) return undefined;
    return new Date(startsAt + (expected.usualMs ?? 0)).toISOString();
  };

  return async (wait): Promise<Look> => {
    const awaited = specOf(wait).with['run'] as unknown as AwaitedRuns;
    const leaves: Leaf[] = [];
    try {
      for (const run of leavesOf(awaited)) leaves.push(await leafOf(wait, run));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return refusal(error instanceof SaidRangeError ? error.said : said`${error.message}`);
    }
    const verdict = judgeAwaited(awaited, (run) => leaves.find((leaf) => leaf.run === run)?.verdict ?? 'waiting');
    const { zone } = specOf(wait);
    if (verdict === 'met') return { kind: 'met', output: { runs: leaves.flatMap((leaf) => seenOf(leaf, zone)) } };
    if (verdict === 'failed') return { kind: 'failed', reason: failureOf(leaves, zone) };
    return { kind: 'waiting', answer: answerOf(leaves, zone, await expectedAt(wait, leaves)) };
  };
}

/** A UUIDv7 starts with its milliseconds. */
const startOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const seenOf = ({ run, spans, found }: Leaf, zone: string): readonly { name: string; is: string; run?: string }[] =>
  spans.map((span, i) => {
    const one = found[i];
    const is = one === undefined ? 'none' : ((run.task === undefined ? one.state : one.task) ?? one.state);
    return { name: nameOf(run, span, zone), is, ...(one && { run: formatId('run', one.runId) }) };
  });

function answerOf(leaves: readonly Leaf[], zone: string, expectedAt: string | undefined): WaitAnswer {
  const seen = leaves.flatMap((leaf) => seenOf(leaf, zone));
  const missing = leaves.filter(({ verdict }) => verdict === 'waiting').flatMap(({ found }) => found);
  const is = missing.some((one) => one && !isFinalRunState(one.state))
    ? 'running'
    : missing.some((one) => one === undefined)
      ? 'not_started'
      : 'failed';
  return { is, seen: seen.slice(0, SHOWN), ...(expectedAt !== undefined && { expectedAt }) };
}

function failureOf(leaves: readonly Leaf[], zone: string): Extract<Look, { kind: 'failed' }>['reason'] {
  const failed = leaves.find(({ verdict }) => verdict === 'failed');
  const seen = failed && seenOf(failed, zone).find(({ is, run }) => run !== undefined && is !== 'success');
  return { code: 'AWAITED_FAILED', params: { ...(seen && { awaited: seen.name, run: seen.run as string }) } };
}

/** `orders@2026-11-20`, `orders.load@2026-11-20T05:00`, as its zone has it. */
function nameOf({ workflow, task }: AwaitedRun, { from, to }: TimeSpan, zone: string): string {
  const subject = task === undefined ? workflow : `${workflow}.${task}`;
  if (!Number.isFinite(from)) return subject;
  const local = localTimeText(from, zone).slice(0, 16);
  return `${subject}@${to - from > 3_600_000 ? local.slice(0, 10) : local}`;
}
