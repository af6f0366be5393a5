/** Help starts with examples, and what they show is what the command takes. */
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import type { CommandContext } from './command.ts';
import { COMMANDS, type CommandEntry, NOUNS } from './commands/table.ts';

describe('the examples of', () => {
  beforeAll(() => Promise.all(COMMANDS.map(({ load }) => load())), 120_000);

  it.each(COMMANDS.map((entry) => [entry.words, entry] as const))('%s are there, and parse', async (words, entry) => {
    const { examples } = await entry.load();
    expect(examples).toMatch(/^\n( {2}\S.*\n)+$/);
    const begin = `Examples:${examples}`;
    expect((await carillon([...words.split(' '), '--help'])).out.slice(0, begin.length)).toBe(begin);
    const calls = examples.trim().split('\n').flatMap(callsIn);
    expect(calls.map((argv) => entryOf(argv).words)).toContain(words);
    for (const argv of calls) await parse(argv);
  });
});

it.each(Object.keys(NOUNS))('the help of %s begins with examples', async (noun) => {
  const { out } = await carillon([noun, '--help']);
  expect(out).toMatch(new RegExp(`^Examples:\\n( {2}\\S.*\\n)*.*carillon ${noun}\\b`));
});

/** Every call of the program in a line of a shell, without redirections, other programs and the remark behind it. */
function callsIn(line: string): readonly (readonly string[])[] {
  const [command = ''] = line.trim().split(/ {3,}/);
  const words = command.match(/(?:'[^']*'|"[^"]*"|[^\s'"|<>&()])+|&&|[|<>()]/g) ?? [];
  const calls: string[][] = [[]];
  for (const word of words) {
    if (/^(?:&&|[|<>()])$/.test(word)) calls.push([]);
    else calls.at(-1)?.push(word.replaceAll(/['"]/g, ''));
  }
  return calls.flatMap((call) => {
    const begin = call.indexOf('carillon');
    if (begin === -1) return [];
    return [[...call.slice(begin + 1), ...(call[0] === 'xargs' ? ['added'] : [])]];
  });
}

/** The command that a call names, or the one that runs when its noun stands alone. */
function entryOf([noun = '', verb = '']: readonly string[]): CommandEntry {
  const isNamed = ({ words, aliases = [] }: CommandEntry): boolean =>
    words === noun || [words, ...aliases.map((alias) => `${words.split(' ')[0]} ${alias}`)].includes(`${noun} ${verb}`);
  const ofNoun = ({ words, isDefault }: CommandEntry): boolean => isDefault === true && words.startsWith(`${noun} `);
  const found = COMMANDS.find(isNamed) ?? COMMANDS.find(ofNoun);
  if (!found) throw new Error(`there is no command "${noun} ${verb}"`);
  return found;
}

/** @throws CommanderError for an option that the command does not have, an argument too many, a value that it refuses */
async function parse(argv: readonly string[]): Promise<void> {
  const { words, aliases = [], load } = entryOf(argv);
  const [noun = '', verb] = words.split(' ');
  const command = new Command(verb ?? noun).exitOverride().configureOutput({ writeErr: () => undefined });
  (await load()).define(command, {} as CommandContext);
  command.action(() => undefined);
  const isSaid = verb !== undefined && [verb, ...aliases].includes(argv[1] ?? '');
  await command.parseAsync(argv.slice(isSaid ? 2 : 1), { from: 'user' });
}
