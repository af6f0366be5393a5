import type { SecretUse } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { outputOptions } from '../../options.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { type LevelFlags, levelOf, levelOptions } from '../level-flags.ts';

const useView: View<SecretUse> = {
  id: ({ project, workflow, version, channel }) =>
    workflow === undefined ? `${project}/${channel}` : `${project}/${workflow}@${version}`,
  name: ({ project, workflow, channel }) => `${project}/${workflow ?? channel}`,
  columns: [
    { name: 'project', value: ({ project }) => project },
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'channel', value: ({ channel }) => channel },
    { name: 'environment', value: ({ environment }) => environment },
    { name: 'version', value: ({ version }) => version },
    { name: 'given', value: ({ effective }) => (effective ? 'this one' : 'a narrower one') },
  ],
};

export const examples = `
  carillon secret usage dwh_url
  carillon secret usage dwh_url -o name
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<name>');
  levelOptions(outputOptions(command)).action(async (name: string, flags: ServerFlags & OutputFlags & LevelFlags) => {
    const { client } = await connect(flags);
    const { items } = await client.secrets.usage(name, levelOf(flags));
    await printList(items, useView, flags, terminal, `no live version and no channel names ${name}`);
  });
};
