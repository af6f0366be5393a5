/** Progress as lines one after the other: for pipes, files and build logs. */
import { type Colors, iconOf, paintState } from '../output/paint.ts';
import { durationText, elapsedMs } from '../output/time-text.ts';
import { padEnd } from '../text/display-width.ts';
import type { Display } from './display.ts';
import { isFinalTask, noteOf, type Progress } from './progress.ts';

export interface LineDisplayOptions {
  readonly write: (text: string) => void;
  readonly colors: Colors;
  readonly now: () => number;
}

export function createLineDisplay({ write, colors, now }: LineDisplayOptions): Display {
  let runState: string | undefined;
  let nameWidth = 0;

  function runMoved({ run, done, lines, elapsedMs }: Progress): void {
    const told = `${done}/${lines.length} tasks, ${durationText(elapsedMs)}`;
    write(
      `${paintState(colors, run.state, `${iconOf(run.state)} ${run.workflow}@${run.version} ${run.state}`)}  ${told}\n`,
    );
  }

  return {
    update: (progress) => {
      nameWidth = Math.max(...progress.lines.map(({ task }) => task.length), 0);
      if (progress.run.state === runState) return;
      runState = progress.run.state;
      // The end is told by the summary, behind the last task.
      if (progress.run.endedAt === undefined) runMoved(progress);
    },
    taskMoved: (task) => {
      const took = isFinalTask(task) ? elapsedMs(task, now()) : undefined;
      const facts = [took === undefined ? '' : durationText(took), noteOf(task)]
        .filter((fact) => fact !== '')
        .join('  ');
      const text = `${iconOf(task.state)} ${padEnd(task.task, nameWidth)}  ${task.state}`;
      write(`  ${paintState(colors, task.state, text)}${facts === '' ? '' : `  ${facts}`}\n`);
    },
    logLine: (task, line) => write(`  ${colors.dim(`${padEnd(task, nameWidth)} |`)} ${line}\n`),
    notice: (line) => write(`  ${line}\n`),
    close: () => undefined,
  };
}
