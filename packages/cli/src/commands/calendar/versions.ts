import type { CalendarVersion } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { calendarNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly limit: number;
}

const versionView: View<CalendarVersion> = {
  id: ({ version }) => String(version),
  name: ({ version }) => String(version),
  columns: [
    { name: 'version', value: ({ version }) => version },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'author', value: ({ author }) => author },
    { name: 'message', value: ({ message }) => message },
    {
      name: 'open-days',
      value: ({ openDays }) =>
        Object.entries(openDays)
          .map(([year, days]) => `${year}: ${days}`)
          .join(', '),
    },
    { name: 'hash', value: ({ hash }) => hash.slice(0, 12) },
  ],
};

export const examples = `
  carillon calendar versions retail/shop-days
  carillon calendar versions cn-workdays --limit 3 -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<calendar>', 'name, or project/name')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = calendarNamed(text, flags.project, terminal);
    const { items, hasMore } = await collectPages((page) => client.calendars.versions(name, page), flags.limit);
    await printList(items, versionView, flags, terminal);
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
