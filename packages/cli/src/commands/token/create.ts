import type { CreatedToken } from '@carillon/sdk';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, givenName, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { plainText } from '../../text/safe-text.ts';
import { loadServer } from '../load-server.ts';
import { tokenView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly kind: 'api' | 'worker';
  readonly name: string;
  readonly expires?: string;
  readonly inDatabase?: boolean;
}

export const examples = `
  carillon token create --kind api --name nightly-build
  CARILLON_WORKER_TOKEN=$(carillon token create --kind worker --name host-7) carillon worker --sandbox 0
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .addOption(
      new Option('--kind <kind>', 'api: calls the API; worker: joins as a worker')
        .choices(['api', 'worker'])
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'what it is for, to find it again', givenName)
    .option('--expires <duration>', 'how long it is good for, 365d at most (90d)')
    .option('--in-database', 'for a server without any token yet: make it in CARILLON_DATABASE_URL itself')
    .addHelpText('after', '\nIt may do what you may do. Its secret is printed once, and kept nowhere.');
  outputOptions(connectionOptions(command)).action(async ({ kind, name, expires, inDatabase, ...flags }: Flags) => {
    const life = expires === undefined ? {} : { expiresIn: expires };
    if (inDatabase) {
      const { createFirstToken } = await loadServer();
      const { id, secret, expiresAt } = await createFirstToken({ kind, name, ...life });
      return tell(terminal, { id, secret, expiresAt: expiresAt.toISOString() });
    }
    const { client } = await connect(flags);
    const created = await client.tokens.create({ tokenKind: kind, name, ...life });
    if (flags.output === 'json' || flags.output === 'yaml') return printOne(created, tokenView, flags, terminal);
    tell(terminal, created);
  });
};

/** The secret stands alone on stdout, for a shell to take. */
function tell(terminal: Terminal, token: Pick<CreatedToken, 'id' | 'secret' | 'expiresAt'>): void {
  terminal.out(`${plainText(token.secret)}\n`);
  terminal.err(
    `${token.id}, until ${token.expiresAt?.slice(0, 10) ?? 'revoked'}; keep it now, it is not shown again\n`,
  );
}
