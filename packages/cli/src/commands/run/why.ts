import type { Evidence, Fix, TaskRunExplanation } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne, type View } from '../../output/view.ts';
import { isForPeople, taskNamed } from './change.ts';
import { printChecks } from '../why/checks.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly task?: string;
}

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

const waitView: View<Wait> = {
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

const EXAMPLES = `
Examples:
  carillon run why run_01J9…                  what each task waits for
  carillon run why run_01J9… --task load      every check, with the evidence
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<run>', 'id of the run')
    .option('--task <name>', 'this task alone, check by check')
    .addHelpText('before', EXAMPLES.trimStart());
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    if (flags.task === undefined) {
      const { items, state, rest = [] } = await client.runs.why(id);
      await printList(items.map(waitOf), waitView, flags, terminal, `nothing waits: the run is ${state}`);
      // Beside the list, so that what scripts read stays a list of task runs.
      for (const { code, count } of rest) terminal.err(`${count} more wait: ${code}\n`);
      return;
    }
    const explanation = await client.taskRuns.why((await taskNamed(client, id, flags.task)).id);
    if (!isForPeople(flags)) return printList([waitOf(explanation)], waitView, flags, terminal);
    await printOne(waitOf(explanation), waitView, flags, terminal);
    await printChecks(explanation, flags, terminal);
  });
};

function waitOf({ task, state, answer }: Pick<TaskRunExplanation, 'task' | 'state' | 'answer'>): Wait {
  const { code, sentence, evidence, since, eta, fix } = answer;
  return { task, state, code, sentence, evidence, since, eta, fix };
}
