/**
 * Progress in a terminal: log lines scroll past above, the picture of the run stays below them and is drawn
 * over in place. Redrawn on every change and once a second for the clocks.
 */
import type { Colors } from '../output/paint.ts';
import { padEnd } from '../text/display-width.ts';
import type { Display } from './display.ts';
import { renderFrame } from './frame.ts';
import type { Progress } from './progress.ts';

export interface ScreenDisplayOptions {
  readonly write: (text: string) => void;
  readonly colors: Colors;
  readonly columns: () => number;
  /** The same run at this moment: clocks go on between changes. */
  readonly refresh: () => Progress | undefined;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

export function createScreenDisplay({ write, colors, columns, refresh }: ScreenDisplayOptions): Display {
  let drawn: readonly string[] = [];
  let nameWidth = 0;

  const erase = () => (drawn.length === 0 ? '' : `\x1b[${drawn.length}A\x1b[0J`);
  /** One write, so that nothing flickers: away with the picture, the new lines, the picture again. */
  const redraw = (above: string, frame: readonly string[]) => {
    write(erase() + above + frame.map((line) => `${line}\n`).join(''));
    drawn = frame;
  };
  const draw = (progress: Progress) => redraw('', renderFrame(progress, columns() - 1, colors));

  write(HIDE_CURSOR);
  const clock = setInterval(() => {
    const progress = refresh();
    if (progress !== undefined) draw(progress);
  }, 1_000);

  return {
    update: (progress) => {
      nameWidth = Math.max(...progress.lines.map(({ task }) => task.length), 0);
      draw(progress);
    },
    taskMoved: () => undefined, // the picture shows it
    // A long line may wrap: it is above the picture and never drawn over.
    logLine: (task, line) => redraw(`${colors.dim(`${padEnd(task, nameWidth)} |`)} ${line}\n`, drawn),
    notice: (line) => redraw(`${line}\n`, drawn),
    close: () => {
      clearInterval(clock);
      write(SHOW_CURSOR);
    },
  };
}
