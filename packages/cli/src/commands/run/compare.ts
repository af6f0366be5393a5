/** Two runs side by side: what differs in what they were given and made, and how each task went. */
import { type ComparedTask, type ComparedValue, compareTasks, compareValues } from '@carillon/core/compare-runs';
import type { Run, TaskRun } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { printJson } from '../../output/json.ts';
import { durationText } from '../../output/time-text.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly all?: boolean;
}

interface Value extends ComparedValue {
  readonly of: 'run' | 'params' | 'outputs';
}

const shown = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);

const valueView: View<Value> = {
  id: ({ of, name }) => `${of}.${name}`,
  name: ({ of, name }) => `${of}.${name}`,
  columns: [
    { name: 'value', value: ({ of, name }) => (of === 'run' ? name : `${of}.${name}`) },
    { name: 'a', value: ({ values: [a] }) => shown(a) },
    { name: 'b', value: ({ values: [, b] }) => shown(b) },
  ],
};

const took = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : durationText(ms));

const taskView: View<ComparedTask<TaskRun>> = {
  id: ({ task }) => task,
  name: ({ task }) => task,
  columns: [
    { name: 'task', value: ({ task }) => task },
    { name: 'a', kind: 'state', value: ({ sides: [a] }) => a?.state },
    { name: 'b', kind: 'state', value: ({ sides: [, b] }) => b?.state },
    { name: 'took-a', value: ({ durationsMs: [a] }) => took(a) },
    { name: 'took-b', value: ({ durationsMs: [, b] }) => took(b) },
    { name: 'differs', value: ({ differences }) => differences.join(', ') },
    { name: 'attempts-a', isWide: true, value: ({ sides: [a] }) => a?.attempt },
    { name: 'attempts-b', isWide: true, value: ({ sides: [, b] }) => b?.attempt },
  ],
};

export const examples = `
  carillon run compare run_01J8… run_01J9…          what is different, the gravest first
  carillon run compare run_01J8… run_01J9… --jq '.tasks[].task'
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<run>', 'id of a run')
    .argument('<other>', 'id of the run it is compared with')
    .option('--all', 'also what is alike');
  outputOptions(connectionOptions(command), ['table', 'wide', 'json']).action(
    async (run: string, other: string, flags: Flags) => {
      const { client } = await connect(flags);
      const [a, b, tasksOfA, tasksOfB] = await Promise.all([
        client.runs.get(run),
        client.runs.get(other),
        client.runs.tasks(run),
        client.runs.tasks(other),
      ]);
      const values = valuesOf(a, b).filter(({ differs }) => flags.all || differs);
      const tasks = compareTasks(tasksOfA, tasksOfB).filter(({ differences }) => flags.all || differences.length > 0);
      const isDifferent =
        values.some(({ differs }) => differs) || tasks.some(({ differences }) => differences.length > 0);
      if (isDifferent) exitWith(EXIT.differences);
      if (flags.output === 'json')
        return printJson(
          { apiVersion: a.apiVersion, kind: 'RunComparison', runs: [a, b], values, tasks },
          flags,
          terminal,
        );
      await printList(values, valueView, flags, terminal, 'both were given the same, and made the same');
      if (tasks.length > 0) terminal.out('\n');
      await printList(tasks, taskView, flags, terminal, 'all tasks went alike');
    },
  );
};

/** What tells runs of a workflow apart beside what they were given. */
const factsOf = ({ workflow, version, environment, state, logicalDate, trigger, reason }: Run) => ({
  workflow,
  version,
  environment,
  state,
  logicalDate,
  trigger: trigger.kind,
  reason: reason?.message,
});

function valuesOf(a: Run, b: Run): readonly Value[] {
  return [
    ...compareValues(factsOf(a), factsOf(b)).map((value) => ({ ...value, of: 'run' as const })),
    ...compareValues(a.params, b.params).map((value) => ({ ...value, of: 'params' as const })),
    ...compareValues(a.outputs, b.outputs).map((value) => ({ ...value, of: 'outputs' as const })),
  ];
}
