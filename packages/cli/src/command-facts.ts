/** What a command takes, as its own file defines it: for pages that are made of the table of commands. */
import { Command, type Option } from 'commander';
import type { CommandContext } from './command.ts';
import type { CommandEntry } from './commands/table.ts';

export interface CommandFacts {
  /** `run start <workflow>`. */
  readonly usage: string;
  readonly arguments: readonly Fact[];
  readonly options: readonly Fact[];
  /** Lines of a shell, none indented. */
  readonly examples: string;
  /** What the help says besides. */
  readonly texts: readonly string[];
}

export interface Fact {
  readonly name: string;
  readonly about: string;
}

/** Commands are described, never carried out: nothing of this is asked for. */
const NOTHING = {} as CommandContext;

export async function factsOf({ words, load }: Pick<CommandEntry, 'words' | 'load'>): Promise<CommandFacts> {
  const command = new Command(words.split(' ').at(-1));
  const texts: string[] = [];
  command.addHelpText = (_where: string, text: unknown) => (texts.push(String(text).trim()), command);
  const { define, examples } = await load();
  define(command, NOTHING);
  const takes = command.registeredArguments.map((argument) => {
    const shown = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${shown}>` : `[${shown}]`;
  });
  return {
    usage: [words, ...takes].join(' '),
    arguments: command.registeredArguments.map((one) => ({ name: one.name(), about: one.description })),
    options: command.options.filter(({ hidden }) => !hidden).map(optionFact),
    examples: examples.trim().replaceAll(/\n +/g, '\n'),
    texts,
  };
}

function optionFact(option: Option): Fact {
  const choices = option.argChoices && ` (${option.argChoices.join(', ')})`;
  const isSaid = option.defaultValue === undefined || option.defaultValue === false || option.negate;
  const standard = isSaid ? '' : `; ${String(option.defaultValueDescription ?? option.defaultValue)} when absent`;
  const about = `${option.description}${choices ?? ''}${standard}${option.mandatory ? '; required' : ''}`;
  return { name: option.flags, about };
}
