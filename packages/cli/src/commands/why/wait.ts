/** What a task run waits for, in a list of them and by itself. */
import type { Evidence, Fix, TaskRunExplanation } from '@carillon/sdk';
import { type OutputFlags, printList, printOne, type View } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { isForPeople } from '../run/change.ts';
import { printChecks } from './checks.ts';

/** A task run and what it waits for: what scripts are given. */
interface Wait {
  readonly task: string;
  readonly state: string;
  readonly code: string;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  readonly since: string | undefined;
  readonly eta: string | undefined;
  readonly fix: Fix | undefined;
}

export const waitView: View<Wait> = {
  id: ({ task }) => task,
  name: ({ task, code }) => `${task}/${code}`,
  columns: [
    { name: 'task', value: ({ task }) => task },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'code', value: ({ code }) => code },
    { name: 'why', value: ({ sentence }) => sentence },
    { name: 'since', kind: 'time', value: ({ since }) => since },
    { name: 'eta', kind: 'time', value: ({ eta }) => eta },
    { name: 'try', value: ({ fix }) => fix?.command },
  ],
};

export function waitOf({ task, state, answer }: Pick<TaskRunExplanation, 'task' | 'state' | 'answer'>): Wait {
  const { code, sentence, evidence, since, eta, fix } = answer;
  return { task, state, code, sentence, evidence, since, eta, fix };
}

/** To people check by check. */
export async function printTaskWait(
  explanation: TaskRunExplanation,
  flags: OutputFlags,
  terminal: Terminal,
): Promise<void> {
  const wait = waitOf(explanation);
  if (!isForPeople(flags)) return printList([wait], waitView, flags, terminal);
  await printOne(wait, waitView, flags, terminal);
  await printChecks(explanation, flags, terminal);
}
