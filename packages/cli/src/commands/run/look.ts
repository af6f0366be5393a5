/** Dry runs of what has no plan: the server says of each run, or task run, whether it may be done. */
import type { Client, Run, TaskRun } from '@carillon/sdk';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { runView, taskView } from './view.ts';

const ACTIONS = { Pause: 'pause', Resume: 'resume', Stop: 'stop' } as const;
type Verb = keyof typeof ACTIONS;

export async function lookAt(client: Client, ids: readonly string[]): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const id of ids) runs.push(await client.runs.get(id));
  return runs;
}

/** What the command would do to each, or why it is refused. */
export function printLook(runs: readonly Run[], verb: Verb, flags: OutputFlags, terminal: Terminal): Promise<void> {
  const columns = runView.columns.filter(({ name }) => name === 'id' || name === 'workflow' || name === 'state');
  const effect = ({ actions }: Run): string | undefined => {
    const action = actions[ACTIONS[verb]];
    return action.allowed ? `${ACTIONS[verb]}s` : action.reason;
  };
  return printList(runs, { ...runView, columns: [...columns, { name: 'effect', value: effect }] }, flags, terminal);
}

const retryView: View<TaskRun> = {
  ...taskView,
  columns: [
    ...taskView.columns.filter(({ name }) => name === 'task' || name === 'state' || name === 'attempt'),
    { name: 'due', kind: 'time', value: ({ dueAt }) => dueAt },
    {
      name: 'effect',
      value: ({ actions, attempt }) => {
        if (actions === undefined) return undefined;
        return actions.retry.allowed ? `begins attempt ${attempt + 1} at once` : actions.retry.reason;
      },
    },
  ],
};

/** Whether it waits for its next attempt, or why it cannot begin it now. */
export const printRetry = (task: TaskRun, flags: OutputFlags, terminal: Terminal): Promise<void> =>
  printList([task], retryView, flags, terminal);
