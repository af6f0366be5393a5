/** How a run ended, in a few lines: duration, tasks, why it failed, what it made and how to get it. */
import type { Artifact, RunSnapshot } from '@carillon/sdk';
import { type Colors, iconOf, paintState } from '../output/paint.ts';
import { durationText, elapsedMs } from '../output/time-text.ts';
import { plainText } from '../text/safe-text.ts';
import { countsText } from './frame.ts';
import { noteOf } from './progress.ts';

const MAX_FAILURES = 10;

export function summaryLines(
  { run, tasks }: RunSnapshot,
  artifacts: readonly Artifact[],
  colors: Colors,
): readonly string[] {
  const took = durationText(
    elapsedMs({ ...run, startedAt: run.startedAt ?? run.createdAt }, Date.parse(run.createdAt)) ?? 0,
  );
  const failures = tasks.filter(({ state }) => state === 'failed').slice(0, MAX_FAILURES);
  const why = run.state === 'success' || run.reason === undefined ? '' : `: ${plainText(run.reason.message)}`;
  return [
    paintState(colors, run.state, `${iconOf(run.state)} ${run.workflow}@${run.version} ${run.state} in ${took}${why}`),
    `  tasks      ${countsText(tasks)}`,
    ...failures.map((task) => `  ${colors.red('✕')} ${task.task}: ${noteOf(task) || 'failed'}`),
    ...failures.slice(0, 1).map((task) => `  log        carillon run logs ${run.id} --task ${task.task}`),
    ...artifacts.map((artifact) => `  artifact   ${nameOf(artifact)} (${sizeText(artifact.size)})`),
    ...artifacts
      .slice(-1)
      .map((last) => `  download   carillon run io ${run.id} --download ${shellWord(nameOf(last))}`),
    `  console    ${plainText(run.url)}`,
  ];
}

const nameOf = ({ task, name }: Artifact): string => `${task}/${plainText(name)}`;

export function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), 4);
  return `${(bytes / 1_024 ** power).toFixed(1)} ${['', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** As it can be pasted into a shell. */
const shellWord = (text: string): string => (/^[\w./@:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
