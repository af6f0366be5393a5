/** Only what a run did before its end can be undone at its end, and only by itself: children undo what they did. */
import { asGroup, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import type { WrittenTask } from './written-tasks.ts';

export function* compensationProblems(tasks: readonly WrittenTask[]): Generator<Problem> {
  for (const written of tasks) {
    const problem = written.task.compensate && problemOf(written);
    if (problem) yield { code: 'VALIDATION_SCHEMA', path: [...written.path, 'compensate'], atKey: true, ...problem };
  }
}

function problemOf({ id, phase, task, within }: WrittenTask): Pick<Problem, 'message' | 'hint'> | undefined {
  if (within)
    return {
      message: said`${id} cannot have a compensation: it stands in a group`,
      hint: said`Take it out of the group, or let a task behind the group undo it by a rule.`,
    };
  if (asGroup(task))
    return {
      message: said`the group ${id} cannot have a compensation`,
      hint: said`Give it to a task without a group.`,
    };
  if (phase !== 'tasks')
    return {
      message: said`${id} cannot have a compensation: nothing is undone after ${phase}`,
      hint: said`Let it undo by itself what it did, or make it one of tasks.`,
    };
  return undefined;
}
