import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { type LevelFlags, levelOf, levelOptions } from '../level-flags.ts';
import { effectiveView, variableView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, LevelFlags {
  readonly effective?: boolean;
  readonly workflow?: string;
}

export const examples = `
  carillon variable list
  carillon variable list --effective -e prod --project retail
  carillon variable list --workflow daily-report
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--effective', 'what a run would see, and which level it comes from')
    .option('--workflow <name>', 'the same for the parameters of a workflow');
  levelOptions(outputOptions(command)).action(async ({ effective, workflow, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const level = levelOf(flags);
    if (effective || workflow !== undefined) {
      const { items } = await client.variables.effective({ ...level, ...(workflow === undefined ? {} : { workflow }) });
      return printList(items, effectiveView, flags, terminal, 'a run would see none');
    }
    const { items } = await client.variables.list(level);
    await printList(items, variableView, flags, terminal, 'no variables; set one with `carillon variable set`');
  });
};
