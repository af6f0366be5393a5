import type { AuditQuery, AuditRecord } from '@carillon/sdk';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { durationMs, outputOptions, positiveInteger } from '../../options.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { levelOptions } from '../level-flags.ts';

interface Flags extends ServerFlags, OutputFlags, Pick<AuditQuery, 'actor' | 'action' | 'kind' | 'object' | 'outcome'> {
  readonly project?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
}

const auditView: View<AuditRecord> = {
  id: ({ seq }) => String(seq),
  name: ({ action, object }) => `${action} ${object.name ?? object.id ?? object.kind}`,
  columns: [
    { name: 'seq', value: ({ seq }) => seq },
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'actor', value: ({ actor }) => actor },
    { name: 'action', value: ({ action }) => action },
    { name: 'object', value: ({ object }) => object.name ?? object.id },
    { name: 'outcome', value: ({ outcome }) => outcome },
    { name: 'reason', value: ({ reason }) => reason },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
    { name: 'on-behalf-of', isWide: true, value: ({ onBehalfOf }) => onBehalfOf },
    { name: 'via', isWide: true, value: ({ via }) => via },
    { name: 'address', isWide: true, value: ({ address }) => address },
    { name: 'request', isWide: true, value: ({ requestId }) => requestId },
    { name: 'before', isWide: true, value: ({ before }) => textOf(before) },
    { name: 'after', isWide: true, value: ({ after }) => textOf(after) },
  ],
};

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));

export const examples = `
  carillon audit list --action secret. --since 30d
  carillon audit list --actor li --outcome denied
  carillon audit list --kind run --since 24h -o csv > audit.csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--actor <name>', 'who did it')
    .option('--action <name>', 'secret.set, or secret. for all of them')
    .option('--kind <kind>', 'of the object: run, workflow, secret …')
    .option('--object <id>', 'id or name of the object')
    .addOption(new Option('--outcome <outcome>', 'what became of it').choices(['done', 'denied', 'failed']))
    .option('--since <duration>', 'no older than this: 12h, 30d', durationMs)
    .option('--until <duration>', 'at least as old as this', durationMs)
    .option('--limit <n>', 'rows at most', positiveInteger, 50);
  levelOptions(outputOptions(command)).action(async ({ since, until, limit, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const { actor, action, kind, object, outcome, project, environment } = flags;
    const ago = (ms: number | undefined) =>
      ms === undefined ? undefined : new Date(terminal.now() - ms).toISOString();
    const query = { actor, action, kind, object, outcome, project, environment, from: ago(since), to: ago(until) };
    const { items, hasMore } = await collectPages((page) => client.audit.list({ ...query, ...page }), limit);
    await printList(items, auditView, flags, terminal, 'nothing was done that fits');
    if (hasMore) hintAtMore({ limit, ...flags }, terminal);
  });
};
