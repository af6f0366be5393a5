import type { AuditQuery } from '@carillon/sdk';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { durationMs, outputOptions, rowLimit } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { levelOptions } from '../level-flags.ts';
import { auditView } from './view.ts';

type Filter = Pick<AuditQuery, 'actor' | 'action' | 'kind' | 'object' | 'outcome' | 'address'>;

interface Flags extends ServerFlags, OutputFlags, Filter {
  readonly request?: string;
  readonly project?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
}

export const examples = `
  carillon audit list --action secret. --since 30d
  carillon audit list --actor li --outcome denied
  carillon audit list --kind run --since 24h -o csv > audit.csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--actor <name>', 'who did it')
    .option('--action <name>', 'secret.set, or secret. for all of them; several with commas between')
    .option('--kind <kind>', 'of the object: run, workflow, secret …')
    .option('--object <id>', 'id or name of the object')
    .addOption(new Option('--outcome <outcome>', 'what became of it').choices(['done', 'denied', 'failed']))
    .option('--address <address>', 'where it came from')
    .option('--request <id>', 'id of the request, as errors and the answer’s header x-request-id have it')
    .option('--since <duration>', 'no older than this: 12h, 30d', durationMs)
    .option('--until <duration>', 'at least as old as this', durationMs)
    .option('--limit <n>', 'rows at most, or all', rowLimit, 50);
  levelOptions(outputOptions(command)).action(async ({ since, until, limit, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const { actor, action, kind, object, outcome, address, request: requestId, project, environment } = flags;
    const ago = (ms: number | undefined) =>
      ms === undefined ? undefined : new Date(terminal.now() - ms).toISOString();
    const what = { actor, action, kind, object, outcome, address, requestId, project, environment };
    const query = { ...what, from: ago(since), to: ago(until) };
    const { items, hasMore } = await collectPages((page) => client.audit.list({ ...query, ...page }), limit);
    await printList(items, auditView, flags, terminal, 'nothing was done that fits');
    if (hasMore) hintAtMore(limit, terminal);
  });
};
