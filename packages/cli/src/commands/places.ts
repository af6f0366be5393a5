/** `project list` and `environment list`: what `--project` and `--environment` take. */
import type { Named } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../options.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';

const placeView: View<Named> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'id', value: ({ id }) => id },
  ],
};

export const listingPlaces =
  (places: 'projects' | 'environments'): DefineCommand =>
  (command, { terminal, connect }) => {
    outputOptions(connectionOptions(command)).action(async (flags: ServerFlags & OutputFlags) => {
      const { client } = await connect(flags);
      const { items } = await client[places]();
      await printList(items, placeView, flags, terminal, `no ${places}`);
    });
  };
