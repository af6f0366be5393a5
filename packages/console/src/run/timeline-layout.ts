/** Where the time of a run went: each task's bar split into waiting, queued, starting, running and back-off. */
import type { Attempt, Run, RunGraph, TaskRun } from '@carillon/protocol';

export type SpanKind = 'waiting' | 'queued' | 'starting' | 'running' | 'backoff';

export interface Span {
  readonly kind: SpanKind;
  /** Milliseconds of the epoch. */
  readonly from: number;
  readonly to: number;
  /** 0 where the span belongs to no attempt. */
  readonly attempt: number;
  /** State that ended the attempt; present on `running` and `starting` spans that are over. */
  readonly outcome?: string;
  /** Still growing. */
  readonly open: boolean;
}

export interface TimelineRow {
  readonly task: TaskRun;
  readonly spans: readonly Span[];
  /** When the task would be done, if it went as it mostly does. */
  readonly ghost: Ghost | undefined;
}

export interface Ghost {
  /** Milliseconds of the epoch. */
  readonly from: number;
  readonly to: number;
}

export type Usual = NonNullable<RunGraph['usual']>;

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly TimelineRow[];
  readonly ticks: readonly number[];
}

type Times = Pick<Attempt, 'attempt' | 'state' | 'dispatchedAt' | 'startedAt' | 'endedAt'>;

const ms = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at));

/** A task without an attempt list has one attempt at most, and its times are on the task run itself. */
function attemptsOf(task: TaskRun, attempts: readonly Attempt[] | undefined): readonly Times[] {
  if (attempts && attempts.length > 0) return [...attempts].sort((a, b) => a.attempt - b.attempt);
  if (task.attempt === 0 && task.dispatchedAt === undefined && task.startedAt === undefined) return [];
  return [{ ...task, attempt: Math.max(1, task.attempt) }];
}

function attemptSpans(each: Times, now: number): Span[] {
  const dispatched = ms(each.dispatchedAt);
  const started = ms(each.startedAt);
  const ended = ms(each.endedAt);
  const until = ended ?? now;
  const open = ended === undefined;
  const outcome = open ? {} : { outcome: each.state };
  const spans: Span[] = [];
  if (dispatched !== undefined) {
    const isAll = started === undefined;
    spans.push({
      kind: 'starting',
      from: dispatched,
      to: started ?? until,
      attempt: each.attempt,
      open: isAll && open,
      ...(isAll && outcome),
    });
  }
  if (started !== undefined)
    spans.push({ kind: 'running', from: started, to: until, attempt: each.attempt, open, ...outcome });
  return spans;
}

const HOLDS: Readonly<Record<string, SpanKind>> = { queued: 'queued', retrying: 'backoff', waiting: 'waiting' };

export function taskSpans(task: TaskRun, attempts: readonly Attempt[] | undefined, now: number): Span[] {
  const ready = ms(task.readyAt);
  const spans: Span[] = [];
  let reached = ready;
  for (const each of attemptsOf(task, attempts)) {
    const own = attemptSpans(each, now);
    const first = own[0];
    if (!first) continue;
    if (reached !== undefined && first.from > reached) {
      spans.push({
        kind: spans.length === 0 ? 'queued' : 'backoff',
        from: reached,
        to: first.from,
        attempt: 0,
        open: false,
      });
    }
    spans.push(...own);
    reached = own.at(-1)?.to;
  }
  const hold = HOLDS[task.state];
  if (hold && task.endedAt === undefined && reached !== undefined && !spans.at(-1)?.open) {
    spans.push({ kind: hold, from: reached, to: Math.max(now, reached), attempt: 0, open: true });
  }
  const ended = ms(task.endedAt);
  if (spans.length === 0 && ready !== undefined && ended !== undefined) {
    const kind = task.type === 'wait' ? 'waiting' : 'queued';
    spans.push({ kind, from: ready, to: ended, attempt: 0, open: false });
  }
  return spans.map((span) => (span.to < span.from ? { ...span, to: span.from } : span));
}

const STEPS_S = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800,
  86_400,
];
const MAX_TICKS = 6;

/** Round distances from the start of the run. */
export function ticksOf(spanMs: number): number[] {
  const step =
    1_000 *
    (STEPS_S.find((each) => each * 1_000 * MAX_TICKS >= spanMs) ?? Math.ceil(spanMs / MAX_TICKS / 86_400_000) * 86_400);
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
}

function ghostOf(usual: Usual['tasks'][string] | undefined, begun: number): Ghost | undefined {
  if (!usual) return undefined;
  const from = begun + usual.startMs;
  return { from, to: from + usual.durationMs };
}

export function layoutTimeline(
  run: Run,
  tasks: readonly TaskRun[],
  attempts: ReadonlyMap<string, readonly Attempt[]>,
  now: number,
  usual?: Usual,
): Timeline {
  const from = Date.parse(run.createdAt);
  const rows = tasks.map((task) => ({
    task,
    spans: taskSpans(task, attempts.get(task.id), now),
    ghost: ghostOf(usual?.tasks[task.task], from),
  }));
  const ends = rows.flatMap(({ spans, ghost }) => [...spans, ...(ghost ? [ghost] : [])].map(({ to }) => to));
  const last = Math.max(ms(run.endedAt) ?? now, ...ends);
  const to = Math.max(last, from + 1);
  return { from, to, rows, ticks: ticksOf(to - from) };
}
