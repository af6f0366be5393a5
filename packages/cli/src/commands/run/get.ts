import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { noteView, runView, taskView } from './view.ts';

export const examples = `
  carillon run get run_01J9…
  carillon run get run_01J9… -o json --jq .state
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(command.argument('<run>', 'id of the run'))).action(
    async (id: string, flags: ServerFlags & OutputFlags) => {
      const { client } = await connect(flags);
      const run = await client.runs.get(id);
      const isForPrograms = !flags.quiet && (flags.output === 'json' || flags.output === 'yaml');
      // With every task run, and the items that tasks were split into.
      const whole = isForPrograms ? { ...run, tasks: await client.runs.tasks(id, { items: true }) } : run;
      await printOne(whole, runView, flags, terminal);
      const isForPeople =
        !flags.quiet && flags.columns === undefined && (flags.output === 'table' || flags.output === 'wide');
      if (!isForPeople) return;
      for (const { message } of run.notices ?? []) terminal.out(`${message}\n`);
      if (run.notes) {
        terminal.out('\n');
        await printList(run.notes, noteView, flags, terminal);
      }
      terminal.out('\n');
      await printList(await client.runs.tasks(id), taskView, flags, terminal);
    },
  );
};
