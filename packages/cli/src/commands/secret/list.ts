import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { type LevelFlags, levelOf, levelOptions } from '../level-flags.ts';
import { secretView } from './view.ts';

export const examples = `
  carillon secret list
  carillon secret list --project retail -e prod
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  levelOptions(outputOptions(command)).action(async (flags: ServerFlags & OutputFlags & LevelFlags) => {
    const { client } = await connect(flags);
    const { items } = await client.secrets.list(levelOf(flags));
    await printList(items, secretView, flags, terminal, 'no secrets; set one with `carillon secret set <name>`');
  });
};
