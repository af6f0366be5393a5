/**
 * What undoes a task: written with it (`compensate`), a task of its own at run time, `charge.compensate`. Its number
 * comes after those of all others, so that a document without any is numbered as it always was.
 */
import type { TaskDocument } from './document.ts';
import type { UnfoldedTask } from './group-tasks.ts';

const SUFFIX = '.compensate';

export const compensationOf = (id: string): string => `${id}${SUFFIX}`;

/** The task that a compensation undoes. */
export const compensatedBy = (id: string): string => id.slice(0, -SUFFIX.length);

export function* compensations(tasks: Readonly<Record<string, TaskDocument>>): Generator<UnfoldedTask> {
  for (const [name, { compensate }] of Object.entries(tasks)) {
    if (!compensate) continue;
    const id = compensationOf(name);
    yield { id, name: id, task: compensate, needs: [], within: '', part: undefined, forgiven: false };
  }
}
