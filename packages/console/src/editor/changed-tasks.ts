/** Marks of tasks: what is wrong with each, and which differ from what is live. */
import type { Finding } from '@carillon/spec';
import type { Analysis } from './language.ts';
import type { TaskMark } from './canvas.tsx';
import { keyOf, taskOf } from './use-editor.ts';

export function marksOf({ tasks, changes }: Analysis, findings: readonly Finding[]): ReadonlyMap<string, TaskMark> {
  const changed = new Set(changes.map(({ path }) => path.slice(0, 2).join('/')));
  const marks = new Map<string, { errors: number; warnings: number; isChanged: boolean }>(
    tasks.map((task) => [keyOf(task), { errors: 0, warnings: 0, isChanged: changed.has(keyOf(task)) }]),
  );
  for (const finding of findings) {
    const task = taskOf(finding, tasks);
    const mark = task && marks.get(keyOf(task));
    if (!mark) continue;
    if (finding.severity === 'error') mark.errors += 1;
    else mark.warnings += 1;
  }
  return marks;
}
