import type { TaskRun } from '@carillon/sdk';
import type { Progress } from './progress.ts';

/** Where a followed run is shown: a terminal that can be drawn over, or lines one after the other. */
export interface Display {
  /** The whole picture, whenever it changed. */
  update(progress: Progress): void;
  /** A task is in another state; comes after the log lines that led there. */
  taskMoved(task: TaskRun): void;
  logLine(task: string, line: string): void;
  /** A line from elsewhere. */
  notice(line: string): void;
  /** Ends drawing; what is on the screen stays. */
  close(): void;
}
