import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { plainText } from '../../text/safe-text.ts';
import { tokenView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly kind: 'api' | 'worker';
  readonly name: string;
  readonly expires?: string;
}

const EXAMPLES = `
Examples:
  carillon token create --kind api --name nightly-build
  CARILLON_WORKER_TOKEN=$(carillon token create --kind worker --name host-7) carillon worker
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .addOption(
      new Option('--kind <kind>', 'api: calls the API; worker: joins as a worker')
        .choices(['api', 'worker'])
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'what it is for, to find it again')
    .option('--expires <duration>', 'how long it is good for, 365d at most (90d)')
    .addHelpText('before', EXAMPLES.trimStart())
    .addHelpText('after', '\nIt may do what you may do. Its secret is printed once, and kept nowhere.');
  outputOptions(connectionOptions(command)).action(async ({ kind, name, expires, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const created = await client.tokens.create({
      tokenKind: kind,
      name,
      ...(expires === undefined ? {} : { expiresIn: expires }),
    });
    const { secret, ...token } = created;
    // Alone on stdout, for a shell to take; every other form says more than that.
    if (flags.output === 'json' || flags.output === 'yaml') return printOne(created, tokenView, flags, terminal);
    terminal.out(`${plainText(secret)}\n`);
    terminal.err(
      `${token.id}, until ${token.expiresAt?.slice(0, 10) ?? 'revoked'}; keep it now, it is not shown again\n`,
    );
  });
};
