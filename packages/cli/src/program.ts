/** The tree of commands, each filled in from its file only when it is called. */
import { Command, type CommanderError } from 'commander';
import type { CommandContext } from './command.ts';
import { COMMANDS, type CommandEntry, NOUNS } from './commands/table.ts';
import { EXIT } from './exit-codes.ts';
import { PROGRAM_VERSION } from './program-version.ts';
import { didYouMean } from './suggest.ts';
import type { Terminal } from './terminal.ts';

const EXAMPLES = `
  carillon dev                                     start everything here
  carillon run start daily-report --follow         start a run and watch it
  carillon run list --state failed --since 12h     what failed today
  carillon apply -f workflows/                     publish every document below
`;

const HELP = ['-h', '--help'];
const MOST_EXAMPLES = 5;

export function buildProgram(context: CommandContext): Command {
  const program = configured(new Command('carillon'), context)
    .description('Carillon carries a task through its whole life: schedules, runs, workers, and what they did.')
    .version(PROGRAM_VERSION, '-V, --version', 'print the version')
    // In front of the command only: `--version` behind one is that command's own.
    .enablePositionalOptions()
    .addHelpText('before', examplesText(EXAMPLES));
  const nouns = new Map(
    Object.entries(NOUNS).map(([noun, summary]) => [
      noun,
      configured(program.command(noun), context).description(summary),
    ]),
  );
  for (const entry of COMMANDS) {
    const [first = '', verb] = entry.words.split(' ');
    const parent = verb === undefined ? program : (nouns.get(first) as Command);
    const { isDefault = false, isHidden: hidden = false, aliases = [] } = entry;
    configured(parent.command(verb ?? first, { isDefault, hidden }), context)
      .description(entry.summary)
      .aliases(aliases);
  }
  return program;
}

/** Settings that commander does not hand down by itself, and the late filling in. */
function configured(command: Command, context: CommandContext): Command {
  return command
    .helpCommand(false)
    .helpOption(HELP.join(', '), 'show this help')
    .exitOverride()
    .configureOutput(outputOf(context.terminal))
    .showHelpAfterError(`  fix: see \`${pathOf(command)} --help\``)
    .hook('preSubcommand', async (above, called) => {
      const [word, next] = above.args;
      if (entryOf(called)?.isDefault) await refuseUnknown(above, called, word);
      await fillIn(called, context);
      if (called.commands.length > 0 && (next === undefined || HELP.includes(next))) await showExamples(called);
    });
}

/** Gives a command its examples, arguments, options and action. */
export async function fillIn(called: Command, context: CommandContext): Promise<void> {
  const file = await entryOf(called)?.load();
  if (file === undefined) return;
  file.define(called.addHelpText('before', examplesText(file.examples)), context);
  const path = pathOf(called);
  called.showHelpAfterError(`  usage: ${path} ${called.usage()}\n  fix: see \`${path} --help\``);
}

/** A word that is none of a noun's commands is no argument of the one that runs when the noun stands alone. */
async function refuseUnknown(noun: Command, standard: Command, word: string | undefined): Promise<void> {
  if (word === undefined || word.startsWith('-') || word === standard.name()) return;
  const known = noun.commands.flatMap((command) => [command.name(), ...command.aliases()]);
  const near = await didYouMean(word, known);
  noun.error(`error: unknown command '${word}'${near === undefined ? '' : `\n(${near})`}`);
}

/** Of a noun: how each of its first commands begins its own. */
async function showExamples(noun: Command): Promise<void> {
  const entries = COMMANDS.filter(({ words }) => words.startsWith(`${noun.name()} `)).slice(0, MOST_EXAMPLES);
  const files = await Promise.all(entries.map(({ load }) => load()));
  const lines = files.map(({ examples }) => examples.trim().split('\n')[0]?.trim() ?? '');
  noun.addHelpText('before', examplesText(`\n${lines.map((line) => `  ${line}\n`).join('')}`));
}

const examplesText = (examples: string): string => `Examples:${examples}`;

/** As it is typed: `carillon run start`. */
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

function entryOf(called: Command): CommandEntry | undefined {
  const noun = called.parent?.parent ? `${called.parent.name()} ` : '';
  return COMMANDS.find(({ words }) => words === `${noun}${called.name()}`);
}

function outputOf(terminal: Terminal) {
  return {
    writeOut: (text: string) => terminal.out(text),
    writeErr: (text: string) => terminal.err(text),
    getOutHelpWidth: () => Math.min(terminal.columns(), 110),
    getErrHelpWidth: () => Math.min(terminal.columns(), 110),
  };
}

/** What commander ends a parse with: help and version are no failures, everything else is wrong usage. */
export function exitCodeOfParse(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
}
