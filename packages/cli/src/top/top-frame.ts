/** One screen of `carillon top`, as lines that fit it. Pure: what is on it depends on nothing but what is given. */
import type { Overview, Queue, Run, Worker } from '@carillon/sdk';
import { type Colors, iconOf, paintState } from '../output/paint.ts';
import { durationText, elapsedMs, relativeText } from '../output/time-text.ts';
import { displayWidth, padEnd, truncate } from '../text/display-width.ts';
import { plainText } from '../text/safe-text.ts';

export interface Picture {
  readonly server: string;
  readonly environment: string;
  readonly overview: Overview;
  readonly workers: readonly Worker[];
  readonly queues: readonly Queue[];
  /** Open ones, newest first. */
  readonly runs: readonly Run[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface Part {
  readonly text: string;
  readonly state?: string;
  readonly width?: number;
}

const BAR_WIDTH = 20;
/** More than this behind its own times, and the platform is what is slow. */
const LATE_MS = 3_000;

export function renderTop(picture: Picture, { columns, rows }: Size, nowMs: number, colors: Colors): readonly string[] {
  const head = headLines(picture, nowMs);
  const sections = [
    section('FAILED', failureRows(picture.overview, nowMs)),
    section('WORKERS', workerRows(picture.workers)),
    section('QUEUES', queueRows(picture.queues, nowMs)),
    section('OPEN RUNS', runRows(picture.runs, nowMs)),
  ].filter(({ lines }) => lines.length > 0);
  const shown = share(
    sections.map(({ lines }) => lines.length),
    rows - head.length - sections.length * 2,
  );
  const body = sections.flatMap(({ title, lines }, i) => {
    const kept = shown[i] ?? 0;
    const more = lines.length > kept ? `  ${lines.length - kept} more` : '';
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

function headLines({ server, environment, overview }: Picture, nowMs: number): readonly (readonly Part[])[] {
  const { open, ended, workers, lag } = overview;
  const hours = Math.round((Date.parse(overview.at) - Date.parse(overview.since)) / 3_600_000);
  const lateMs = Math.max(lag.schedulesMs, lag.timersMs);
  const filled = workers.slots === 0 ? 0 : Math.round((workers.busy / workers.slots) * BAR_WIDTH);
  return [
    [
      { text: `${server}  ${environment}  ` },
      {
        text: lateMs > LATE_MS ? `behind by ${durationText(lateMs)}` : 'on time',
        state: lateMs > LATE_MS ? 'failed' : 'success',
      },
      { text: `  ${relativeText(overview.at, nowMs)}` },
    ],
    [{ text: 'open   ' }, ...counted(open.counts), ...(open.isPartial ? [{ text: ' of the newest' }] : [])],
    [
      { text: padEnd(`${hours} h`, 7) },
      ...counted(ended.counts),
      ...(ended.isPartial ? [{ text: ' of the newest' }] : []),
    ],
    [
      { text: `slots  ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${workers.busy}/${workers.slots}` },
      { text: `  on ${workers.online} ${workers.online === 1 ? 'worker' : 'workers'}` },
    ],
  ];
}

function counted(counts: Readonly<Record<string, number>>): readonly Part[] {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0) return [{ text: 'none' }];
  return some.map(([state, count], i) => ({
    text: `${i === 0 ? '' : '   '}${iconOf(state)} ${count} ${state}`,
    state,
  }));
}

const failureRows = ({ failures }: Overview, nowMs: number): readonly (readonly Part[])[] =>
  failures.map(({ project, workflow, task, reason, runs, last }) => [
    { text: `${iconOf('failed')} ${runs}×`, state: 'failed', width: 7 },
    { text: `${project}/${workflow}${task === '' ? '' : ` ${task}`}`, width: 32 },
    { text: relativeText(last, nowMs), width: 9 },
    { text: reason.message },
  ]);

const workerRows = (workers: readonly Worker[]): readonly (readonly Part[])[] =>
  workers.map(({ name, group, state, busy, slots }) => [
    { text: `${iconOf(state)} ${state}`, state, width: 11 },
    { text: name, width: 32 },
    { text: group, width: 14 },
    { text: `${busy}/${slots}` },
  ]);

const queueRows = (queues: readonly Queue[], nowMs: number): readonly (readonly Part[])[] =>
  queues
    .filter(({ running, ready, state }) => running + ready > 0 || state !== 'open')
    .map(({ name, state, running, ready, oldestReadyAt }) => [
      { text: state, state: state === 'open' ? 'success' : 'paused', width: 11 },
      { text: name, width: 32 },
      { text: `${running} running`, width: 14 },
      {
        text: `${ready} ready${oldestReadyAt === undefined ? '' : `, the oldest since ${relativeText(oldestReadyAt, nowMs)}`}`,
      },
    ]);

const runRows = (runs: readonly Run[], nowMs: number): readonly (readonly Part[])[] =>
  runs.map((run) => [
    { text: `${iconOf(run.state)} ${run.state}`, state: run.state, width: 11 },
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
