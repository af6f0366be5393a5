/** A page of the manual, in the language of `man`: of a command, of a noun with its commands, or of the whole program. */
import { usageError } from './command-error.ts';
import { type CommandFacts, type Fact, factsOf } from './command-facts.ts';
import { COMMANDS, NOUNS } from './commands/table.ts';
import { EXIT } from './exit-codes.ts';
import { PROGRAM_VERSION } from './program-version.ts';

const ABOUT = 'carries a task through its whole life: schedules, runs, workers, and what they did';

const EXIT_CODES: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done; where a run was waited for, it succeeded',
  error: 'it failed, whatever is not below',
  usage: 'wrong usage',
  invalidDefinition: 'a document is not valid',
  login: 'not signed in, or not permitted',
  notFound: 'there is no such thing',
  conflict: 'its state does not allow this',
  waitTimedOut: 'the time passed before the end',
  unreachable: 'the server does not answer',
  runFailed: 'the run failed',
  runStopped: 'the run was stopped',
  differences: 'there are differences',
  notApproved: 'the run failed as an approval was rejected, or nobody gave it in time',
  interrupted: 'interrupted',
};

/** @throws CommandError where there is no such command */
export async function manPage(words: readonly string[]): Promise<string> {
  const path = words.join(' ');
  const entry = COMMANDS.find((one) => one.words === path);
  if (entry !== undefined) return commandPage(path, entry.summary, await factsOf(entry));
  const commands = COMMANDS.filter(({ isHidden }) => !isHidden);
  if (words.length === 0) {
    const nouns = Object.entries(NOUNS).map(([name, about]) => ({ name, about }));
    const alone = commands.filter((one) => !one.words.includes(' '));
    return overviewPage('', ABOUT, [...nouns, ...alone.map((one) => ({ name: one.words, about: one.summary }))]);
  }
  const summary = NOUNS[path];
  if (summary === undefined) throw usageError(`there is no command '${path}'`, 'see `carillon help`');
  const own = commands.filter((one) => one.words.startsWith(`${path} `));
  return overviewPage(
    path,
    summary,
    own.map((one) => ({ name: one.words, about: one.summary })),
  );
}

const commandPage = (path: string, summary: string, facts: CommandFacts): string =>
  page(path, summary, `${facts.usage} [options]`, [
    section('EXAMPLES', `.nf\n${facts.examples.split('\n').map(text).join('\n')}\n.fi`),
    section('ARGUMENTS', tagged(facts.arguments)),
    section('OPTIONS', tagged(facts.options)),
    section(
      'NOTES',
      facts.texts
        .flatMap((one) => one.split('\n'))
        .map(text)
        .join('\n.br\n'),
    ),
    section('EXIT STATUS', exitStatus()),
  ]);

const overviewPage = (path: string, summary: string, commands: readonly Fact[]): string =>
  page(path, summary, `${path} <command>`.trim(), [
    section('COMMANDS', tagged(commands)),
    section('EXIT STATUS', exitStatus()),
  ]);

function page(path: string, summary: string, usage: string, sections: readonly string[]): string {
  const name = ['carillon', ...path.split(' ')].filter((word) => word !== '').join('-');
  return [
    `.TH ${name.toUpperCase()} 1 "" "Carillon ${PROGRAM_VERSION}"`,
    section('NAME', `${text(name)} \\- ${text(summary)}`),
    section('SYNOPSIS', `carillon ${text(usage)}`),
    ...sections,
    section(
      'SEE ALSO',
      'The guide and the reference of all commands: docs/guide/command\\-line.md, docs/reference/cli.md',
    ),
  ]
    .filter((part) => part !== '')
    .join('\n')
    .concat('\n');
}

const section = (title: string, body: string): string => (body === '' ? '' : `.SH ${title}\n${body}`);

const tagged = (facts: readonly Fact[]): string =>
  facts.map(({ name, about }) => `.TP\n.B ${text(name)}\n${text(about)}`).join('\n');

const exitStatus = (): string =>
  tagged(
    Object.entries(EXIT).map(([kind, code]) => ({ name: String(code), about: EXIT_CODES[kind as keyof typeof EXIT] })),
  );

/** A line may begin with no sign of a request, and a hyphen is one that can be pasted. */
const text = (line: string): string =>
  line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
