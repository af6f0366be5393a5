/** The moving part of the screen: the run, its bar and its tasks, as lines that fit the width. */
import { type Colors, iconOf, paintState } from '../output/paint.ts';
import { durationText } from '../output/time-text.ts';
import { displayWidth, padEnd, truncate } from '../text/display-width.ts';
import type { Progress, TaskLine } from './progress.ts';

/** With more tasks than this, states are counted and only what matters now is named. */
export const COLLAPSE_ABOVE = 30;
const NAMED_WHEN_COLLAPSED = 10;
const BAR_WIDTH = 20;
const MAX_INDENT = 8;

export function renderFrame(progress: Progress, width: number, colors: Colors): readonly string[] {
  const isCollapsed = progress.lines.length > COLLAPSE_ABOVE;
  const named = isCollapsed ? linesThatMatter(progress.lines) : progress.lines;
  const nameWidth = Math.max(0, ...named.map((line) => label(line, isCollapsed).length));
  return [
    headLine(progress, width, colors),
    ...(isCollapsed ? [`  ${truncate(countsText(progress.lines), width - 2)}`] : []),
    ...named.map((line) => taskLine(line, padEnd(label(line, isCollapsed), nameWidth), width, colors)),
  ];
}

function headLine({ run, lines, done, elapsedMs, remainingMs }: Progress, width: number, colors: Colors): string {
  const filled = lines.length === 0 ? 0 : Math.round((done / lines.length) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = remainingMs === undefined ? '' : `, about ${durationText(remainingMs)} left`;
  const text = ` ${run.workflow}@${run.version}  ${run.state}  ${bar} ${done}/${lines.length}  ${durationText(elapsedMs)}${left}`;
  return paintState(colors, run.state, iconOf(run.state) + truncate(text, width - 1));
}

function label({ task, depth }: TaskLine, isFlat: boolean): string {
  return ' '.repeat(isFlat ? 0 : Math.min(depth * 2, MAX_INDENT)) + task;
}

function taskLine(line: TaskLine, name: string, width: number, colors: Colors): string {
  const paint = (text: string) => paintState(colors, line.state, text);
  const time = (line.elapsedMs === undefined ? '' : durationText(line.elapsedMs)).padStart(6);
  const facts = `${iconOf(line.state)} ${name}  ${padEnd(line.state, 9)} ${time}`.trimEnd();
  const room = width - displayWidth(facts) - 4;
  if (room < 0) return paint(truncate(`  ${facts}`, width)); // a line that wraps could not be drawn over
  const note = room > 3 ? truncate(line.note, room) : '';
  const painted = `  ${paint(iconOf(line.state))} ${name}  ${paint(padEnd(line.state, 9))} ${time}`.trimEnd();
  return note === '' ? painted : `${painted}  ${colors.dim(note)}`;
}

/** First what failed, then what runs. */
function linesThatMatter(lines: readonly TaskLine[]): readonly TaskLine[] {
  const rank = ({ state }: TaskLine) => ['failed', 'retrying', 'stopping', 'running', 'starting'].indexOf(state);
  return lines
    .filter((line) => rank(line) >= 0)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, NAMED_WHEN_COLLAPSED);
}

export function countsText(lines: readonly Pick<TaskLine, 'state'>[]): string {
  const counts = new Map<string, number>();
  for (const { state } of lines) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(' · ');
}
