import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { type LevelFlags, levelOf, levelOptions, levelText } from '../level-flags.ts';
import { secretView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, LevelFlags {
  readonly reason?: string;
  readonly raw?: boolean;
}

export const examples = `
  carillon secret set dwh_url                                    asks for the value
  carillon secret set dwh_url -e prod --project retail < url.txt
  pass show dwh | carillon secret set dwh_password
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'as documents refer to it: ${{ secrets.<name> }}')
    .option('--raw', 'keep a line break at the end of the input')
    .option('--reason <text>', 'why: kept in the audit')
    .addHelpText(
      'after',
      '\nThe value is typed or comes on stdin, never as an argument, which everybody on this machine could read.',
    );
  levelOptions(outputOptions(command)).action(async (name: string, { reason, raw, ...flags }: Flags) => {
    const value = await readValue(name, raw === true, terminal);
    const { client } = await connect(flags);
    const level = levelOf(flags);
    const secret = await client.secrets.set({ name, value, ...level, ...(reason === undefined ? {} : { reason }) });
    if (flags.output === 'json' || flags.output === 'yaml') return printOne(secret, secretView, flags, terminal);
    terminal.err(`${name} has version ${secret.version} now, for ${levelText(level)}\n`);
  });
};

async function readValue(name: string, isRaw: boolean, terminal: Terminal): Promise<string> {
  const typed = await terminal.askHidden(`value of ${name}: `);
  const value = typed ?? (await terminal.readInput());
  // Editors and echo end a line that nobody meant to be part of the secret.
  const meant = isRaw || typed !== undefined ? value : value.replace(/\r?\n$/, '');
  if (meant === '') throw usageError('the value is empty', 'type it, or give it on stdin');
  return meant;
}
