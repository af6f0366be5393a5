/** Called by the completions of shells: prints what may stand at the end of a command line, a word a line. */
import { createClient } from '@carillon/sdk';
import type { Command } from 'commander';
import type { DefineCommand } from '../command.ts';
import { type Candidate, wantedAt } from '../complete/candidates.ts';
import { isLive, liveNames } from '../complete/live-names.ts';
import { readConfig } from '../connection/config-file.ts';
import { discoverServer, type ServerFlags } from '../connection/discover-server.ts';
import { readSettings, variableOf } from '../connection/settings.ts';
import { fillIn } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { plainText } from '../text/safe-text.ts';

/** Somebody waits for a key press: the server is asked once, and not again. */
const RETRY = { max: 0 };

export const examples = `
  carillon __complete -- run sta
`;

export const define: DefineCommand = (command, context) => {
  const { terminal } = context;
  command.argument('<words...>').action(async (words: readonly string[]) => {
    const typed = words.at(-1) ?? '';
    const fill = (called: Command) => fillIn(called, context);
    const wanted = await wantedAt(command.parent as Command, words, fill);
    const candidates = 'words' in wanted ? wanted.words : await namesOf(wanted.kind, words, terminal);
    const used = 'words' in wanted ? [] : wanted.used;
    const fitting = candidates.filter(({ value }) => value.startsWith(typed) && !used.includes(value));
    terminal.out(fitting.map(lineOf).join(''));
  });
};

const lineOf = ({ value, about }: Candidate): string =>
  `${plainText(value)}${about ? `\t${plainText(about).replaceAll(/\s+/g, ' ')}` : ''}\n`;

async function namesOf(kind: string, words: readonly string[], terminal: Terminal): Promise<readonly Candidate[]> {
  try {
    if (kind === 'context') return Object.keys((await readConfig(terminal)).contexts).map((value) => ({ value }));
    if (!isLive(kind)) return [];
    const flags = serverFlags(words);
    const { values } = await readSettings(flags, terminal);
    const env = { ...terminal.env, ...Object.fromEntries(values.map(({ name, value }) => [variableOf(name), value])) };
    const { server, token, environment } = await discoverServer(flags, { ...terminal, env });
    return await liveNames(
      { kind, typed: words.at(-1) ?? '' },
      { client: createClient({ server, token, environment, retry: RETRY }), token },
      terminal,
    );
  } catch {
    return []; // a damaged file is told by the command itself, not in the middle of a line
  }
}

/** Those typed so far that say which server. */
function serverFlags(words: readonly string[]): ServerFlags {
  const valueOf = (...names: readonly string[]): string | undefined =>
    words.find((_, i) => i > 0 && names.includes(words[i - 1] as string));
  return {
    server: valueOf('-s', '--server'),
    token: valueOf('--token'),
    environment: valueOf('-e', '--environment'),
    context: valueOf('--context'),
  };
}
