import type { Check, Evidence, Fix, TaskRunExplanation } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne, type View } from '../../output/view.ts';
import { taskNamed } from './change.ts';

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

const checkView: View<Check> = {
  id: ({ code }) => code,
  name: ({ code }) => code,
  columns: [
    { name: 'check', value: ({ code }) => code },
    { name: 'verdict', value: ({ verdict }) => verdict },
    { name: 'why', value: ({ sentence }) => sentence },
  ],
};

const evidenceView: View<Evidence> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'evidence', value: ({ kind, name }) => `${kind} ${name}` },
    { name: 'is', kind: 'state', value: ({ is }) => is },
    { name: 'more', value: ({ params = {} }) => pairs(params) },
  ],
};

const pairs = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');

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
    const isForPeople = !flags.quiet && (flags.output === 'table' || flags.output === 'wide');
    if (!isForPeople) return printList([waitOf(explanation)], waitView, flags, terminal);
    await printOne(waitOf(explanation), waitView, flags, terminal);
    const tables = { ...flags, columns: undefined };
    terminal.out('\n');
    await printList(explanation.checks, checkView, tables, terminal);
    if (explanation.answer.evidence.length === 0) return;
    terminal.out('\n');
    await printList(explanation.answer.evidence, evidenceView, tables, terminal);
  });
};

function waitOf({ task, state, answer }: Pick<TaskRunExplanation, 'task' | 'state' | 'answer'>): Wait {
  const { code, sentence, evidence, since, eta, fix } = answer;
  return { task, state, code, sentence, evidence, since, eta, fix };
}
