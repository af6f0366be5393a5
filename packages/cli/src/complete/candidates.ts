/** What may stand at the end of a command line: words of the program itself, or names that a server knows. */
import type { Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly about?: string | undefined;
}

/** What is asked for: these words, or names of a kind. None of either leaves it to the shell, which knows files. */
export type Wanted =
  | { readonly words: readonly Candidate[] }
  | { readonly kind: string; readonly used: readonly string[] };

/**
 * @param words what stands behind the program's name, the last one as far as it is typed
 * @param fill fills a command in as a call would
 */
export async function wantedAt(
  program: Command,
  words: readonly string[],
  fill: (command: Command) => Promise<void>,
): Promise<Wanted> {
  const typed = words.at(-1) ?? '';
  let command = program;
  let at = 0;
  for (; at < words.length - 1; at++) {
    const word = words[at] as string;
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) break;
    command = next;
  }
  await fill(command);
  const given: string[] = [];
  let expects: Option | undefined;
  for (const word of words.slice(at, -1)) {
    if (expects !== undefined) expects = undefined;
    else if (word.startsWith('-')) expects = valueOption(command, word);
    else given.push(word);
  }
  if (expects !== undefined) return ofOption(expects);
  if (typed.startsWith('-')) return { words: optionsOf(command) };
  if (command.commands.length > 0 && given.length === 0) return { words: commandsOf(command) };
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[given.length] ?? (last?.variadic ? last : undefined);
  if (argument === undefined) return { words: [] };
  if (argument.argChoices !== undefined) return { words: argument.argChoices.map((value) => ({ value })) };
  return { kind: kindOf(argument.name(), command), used: given };
}

/** The option that a word is, when the next word is its value. */
function valueOption(command: Command, word: string): Option | undefined {
  const option = command.options.find(({ long, short }) => long === word || short === word);
  return option?.required ? option : undefined;
}

function ofOption(option: Option): Wanted {
  if (option.argChoices !== undefined) return { words: option.argChoices.map((value) => ({ value })) };
  return { kind: option.attributeName(), used: [] };
}

const optionsOf = (command: Command): readonly Candidate[] =>
  command.options
    .filter(({ hidden }) => !hidden)
    .map(({ long, description }) => ({ value: long as string, about: description }));

const commandsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), about: each.description() }));

/** `<name>` of `secret set` is the name of a secret; `[runs...]` and the `<other>` of two are runs. */
function kindOf(argument: string, command: Command): string {
  if (argument === 'name' || argument === 'id') return command.parent?.name() ?? argument;
  return argument === 'runs' || argument === 'other' ? 'run' : argument;
}
