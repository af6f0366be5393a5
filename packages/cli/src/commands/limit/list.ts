import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { limitView, ruleView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly rules?: boolean;
}

export const examples = `
  carillon limit list
  carillon limit list --rules
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.option('--rules', 'those that the tenant and its projects set, used or not');
  outputOptions(connectionOptions(projectOption(command))).action(async ({ rules, project, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const filter = project === undefined ? {} : { project };
    if (rules) {
      const { items } = await client.limits.rules(filter);
      return printList(items, ruleView, flags, terminal, 'no limits; set one with `carillon limit set`');
    }
    const { items } = await client.limits.list(filter);
    await printList(items, limitView, flags, terminal, 'nothing holds a limit or waits for one');
  });
};
