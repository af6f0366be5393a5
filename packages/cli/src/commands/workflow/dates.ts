import type { Client } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly from: string;
  readonly to: string;
  readonly missing?: boolean;
}

type WorkflowDate = Awaited<ReturnType<Client['workflows']['dates']>>[number];

const dateView: View<WorkflowDate> = {
  id: ({ date }) => date,
  name: ({ date }) => date,
  columns: [
    { name: 'date', value: ({ date }) => date },
    { name: 'success', value: ({ runs }) => runs.success },
    { name: 'failed', value: ({ runs }) => runs.failed },
    { name: 'stopped', value: ({ runs }) => runs.stopped },
    { name: 'open', value: ({ runs }) => runs.open },
    { name: 'missing', value: ({ missing }) => missing },
    { name: 'planned', value: ({ planned }) => planned },
    { name: 'held', isWide: true, value: ({ held }) => held },
  ],
};

export const examples = `
  carillon workflow dates orders-daily --from 2026-10-01 --to 2026-10-31
  carillon workflow dates orders-daily --from 2026-10-01 --to 2026-10-31 --missing -q
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .requiredOption('--from <day>', 'first logical date, as 2026-10-01')
    .requiredOption('--to <day>', 'last logical date, itself included')
    .option('--missing', 'only dates without a run');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    if (flags.from > flags.to) throw usageError('--from is behind --to', 'both ends are included');
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const dates = await helpingWithName(client, name, () =>
      client.workflows.dates(name, { from: flags.from, to: flags.to }),
    );
    const shown = flags.missing ? dates.filter(({ missing }) => missing > 0) : dates;
    await printList(shown, dateView, flags, terminal, 'no date is without a run');
  });
};
