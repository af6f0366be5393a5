/** Dry runs of what is done to runs as a whole: the server says of each whether it may be. */
import type { Client, Run } from '@carillon/sdk';
import { type OutputFlags, printList } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { runView } from './view.ts';

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
