/** One screen of `carillon top`, as lines that fit it. Pure: what is on it depends on nothing but what is given. */
import type { Overview, Queue, Run, Worker } from '@carillon/sdk';
import { type Colors, iconOf, paintState } from '../output/paint.ts';
import { durationText, elapsedMs } from '../output/time-text.ts';
import { displayWidth, padEnd, truncate } from '../text/display-width.ts';
import { plainText } from '../text/safe-text.ts';
import type { TopWords } from './top-words.ts';

export interface Picture {
  readonly server: string;
  readonly environment: string;
  readonly overview: Overview;
  readonly workers: readonly Worker[];
  readonly queues: readonly Queue[];
  /** Open ones, newest first. */
  readonly runs: readonly Run[];
}

export interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly colors: Colors;
  readonly words: TopWords;
}

interface Part {
  readonly text: string;
  readonly state?: string;
  readonly width?: number;
}

const BAR_WIDTH = 20;
/** More than this behind its own times, and the platform is what is slow. */
const LATE_MS = 3_000;

export function renderTop(picture: Picture, { columns, rows, colors, words }: Look, nowMs: number): readonly string[] {
  const head = headLines(picture, nowMs, words);
  const sections = [
    section(words.failed, failureRows(picture.overview, nowMs, words)),
    section(words.workers, workerRows(picture.workers, words)),
    section(words.queues, queueRows(picture.queues, nowMs, words)),
    section(words.openRuns, runRows(picture.runs, nowMs, words)),
  ].filter(({ lines }) => lines.length > 0);
  const shown = share(
    sections.map(({ lines }) => lines.length),
    rows - head.length - sections.length * 2,
  );
  const body = sections.flatMap(({ title, lines }, i) => {
    const kept = shown[i] ?? 0;
    const more = lines.length > kept ? `  ${words.more(lines.length - kept)}` : '';
    return [
      '',
      `${colors.bold(title)}${colors.dim(more)}`,
      ...lines.slice(0, kept).map((line) => painted(line, columns, colors)),
    ];
  });
  return [...head.map((line) => painted(line, columns, colors)), ...body].slice(0, rows);
}

const section = (title: string, lines: readonly (readonly Part[])[]) => ({ title, lines });

/** Lines for each, evenly until what is wanted is had; what one leaves the others may have. */
function share(wanted: readonly number[], room: number): readonly number[] {
  const given = wanted.map(() => 0);
  for (let left = Math.max(0, room); left > 0; ) {
    const hungry = wanted.flatMap((want, i) => (want > (given[i] ?? 0) ? [i] : []));
    if (hungry.length === 0) break;
    for (const i of hungry.slice(0, left)) given[i] = (given[i] ?? 0) + 1;
    left -= Math.min(left, hungry.length);
  }
  return given;
}

function headLines(
  { server, environment, overview }: Picture,
  nowMs: number,
  words: TopWords,
): readonly (readonly Part[])[] {
  const { open, ended, workers, lag } = overview;
  const hours = Math.round((Date.parse(overview.at) - Date.parse(overview.since)) / 3_600_000);
  const lateMs = Math.max(lag.schedulesMs, lag.timersMs);
  const widest = Math.max(...[words.open, words.hours(hours), words.slots].map(displayWidth));
  const label = (text: string): string => `${padEnd(text, widest)}  `;
  const filled = workers.slots === 0 ? 0 : Math.round((workers.busy / workers.slots) * BAR_WIDTH);
  return [
    [
      { text: `${server}  ${environment}  ` },
      {
        text: lateMs > LATE_MS ? words.behind(lateMs) : words.onTime,
        state: lateMs > LATE_MS ? 'failed' : 'success',
      },
      { text: `  ${words.relative(overview.at, nowMs)}` },
    ],
    [{ text: label(words.open) }, ...counted(open, words)],
    [{ text: label(words.hours(hours)) }, ...counted(ended, words)],
    [
      {
        text: `${label(words.slots)}${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${workers.busy}/${workers.slots}`,
      },
      { text: `  ${words.onWorkers(workers.online)}` },
    ],
  ];
}

function counted({ counts, isPartial }: Overview['open'], words: TopWords): readonly Part[] {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  const parts = some.map(([state, count], i) => ({
    text: `${i === 0 ? '' : '   '}${iconOf(state)} ${count} ${words.state(state)}`,
    state,
  }));
  return [
    ...(parts.length === 0 ? [{ text: words.none }] : parts),
    ...(isPartial ? [{ text: words.ofTheNewest }] : []),
  ];
}

const failureRows = ({ failures }: Overview, nowMs: number, words: TopWords): readonly (readonly Part[])[] =>
  failures.map(({ project, workflow, task, reason, runs, last }) => [
    { text: `${iconOf('failed')} ${runs}×`, state: 'failed', width: 7 },
    { text: `${project}/${workflow}${task === '' ? '' : ` ${task}`}`, width: 32 },
    { text: words.relative(last, nowMs), width: 9 },
    { text: reason.message },
  ]);

const workerRows = (workers: readonly Worker[], words: TopWords): readonly (readonly Part[])[] =>
  workers.map(({ name, group, state, busy, slots }) => [
    { text: `${iconOf(state)} ${words.state(state)}`, state, width: 11 },
    { text: name, width: 32 },
    { text: group, width: 14 },
    { text: `${busy}/${slots}` },
  ]);

const queueRows = (queues: readonly Queue[], nowMs: number, words: TopWords): readonly (readonly Part[])[] =>
  queues
    .filter(({ running, ready, state }) => running + ready > 0 || state !== 'open')
    .map(({ name, state, running, ready, oldestReadyAt }) => [
      { text: words.state(state), state: state === 'open' ? 'success' : 'paused', width: 11 },
      { text: name, width: 32 },
      { text: words.running(running), width: 14 },
      {
        text: `${words.ready(ready)}${oldestReadyAt === undefined ? '' : words.oldestSince(words.relative(oldestReadyAt, nowMs))}`,
      },
    ]);

const runRows = (runs: readonly Run[], nowMs: number, words: TopWords): readonly (readonly Part[])[] =>
  runs.map((run) => [
    { text: `${iconOf(run.state)} ${words.state(run.state)}`, state: run.state, width: 11 },
    { text: `${run.project}/${run.workflow}@${run.version}`, width: 32 },
    { text: elapsedText(run, nowMs), width: 9 },
    { text: run.id },
  ]);

function elapsedText(run: Run, nowMs: number): string {
  const elapsed = elapsedMs(run, nowMs);
  return elapsed === undefined ? '' : durationText(elapsed);
}

/** Cut to the width before it is painted: a line that wraps would push the picture out of the screen. */
function painted(parts: readonly Part[], columns: number, colors: Colors): string {
  let room = columns;
  return parts
    .map(({ text, state, width }) => {
      const whole = plainText(text).replaceAll('\n', ' ');
      const cell = width === undefined ? whole : padEnd(truncate(whole, width - 1), width);
      const fitting = truncate(cell, room);
      room -= displayWidth(fitting);
      return state === undefined ? fitting : paintState(colors, state, fitting);
    })
    .join('')
    .trimEnd();
}
