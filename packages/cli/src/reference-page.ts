/** docs/reference/cli.md: every command with its arguments, options and examples, as `--help` tells them. */
import { Command } from 'commander';
import { factsOf } from './command-facts.ts';
import { COMMANDS, type CommandEntry, NOUNS } from './commands/table.ts';
import { connectionOptions, outputOptions, projectOption } from './options.ts';

/** Said once for all commands that have them. */
const SHARED = namesOf(outputOptions(connectionOptions(projectOption(new Command()))));

export async function referencePage(): Promise<string> {
  const shown = COMMANDS.filter(({ isHidden }) => !isHidden);
  const alone = shown.filter(({ words }) => !words.includes(' '));
  const parts = [
    HEAD,
    ...(await Promise.all(alone.map((entry) => commandPart(entry)))),
    ...(await Promise.all(
      Object.entries(NOUNS).map(async ([noun, summary]) => {
        const verbs = shown.filter(({ words }) => words.startsWith(`${noun} `));
        return [`## ${noun}\n\n${sentence(summary)}`, ...(await Promise.all(verbs.map((entry) => commandPart(entry))))];
      }),
    )),
  ];
  return `${parts.flat().join('\n\n')}\n`;
}

const HEAD = `<!-- Made by \`npm run generate\` from packages/cli/src/commands. -->

# Commands

What each command takes, as \`carillon <command> --help\` tells it. The [guide](../guide/command-line.md) says how a
server is found, what is printed for scripts, and the exit codes.

Commands that talk to a server take \`--server\`, \`--token\`, \`--environment\`, \`--context\` and, where names are in a
project, \`--project\`; those that print objects take \`--output table|wide|json|yaml|name|csv\`, \`--columns\`, \`--quiet\`,
\`--jq\`, \`--template\`, \`--utc\` and \`--time-zone\`. They are not repeated below.

## Without a noun`;

async function commandPart(entry: CommandEntry): Promise<string> {
  const { words, summary, aliases = [] } = entry;
  const facts = await factsOf(entry);
  const rows = [...facts.arguments, ...facts.options.filter(({ name }) => !SHARED.has(name))];
  const table = rows.map(({ name, about }) => `| \`${cell(name)}\` | ${cell(about).replaceAll('<', '&lt;')} |`);
  return [
    `### ${words}\n\n${sentence(summary)}`,
    `\`\`\`sh\ncarillon ${facts.usage}\n\`\`\``,
    ...(aliases.length > 0
      ? [`Also ${aliases.map((alias) => `\`${words.split(' ')[0]} ${alias}\``).join(', ')}.`]
      : []),
    ...(table.length > 0 ? [['| | |', '|---|---|', ...table].join('\n')] : []),
    `\`\`\`sh\n${facts.examples}\n\`\`\``,
    ...facts.texts,
  ].join('\n\n');
}

/** Without what would end a cell of the table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function namesOf(command: Command): ReadonlySet<string> {
  return new Set(command.options.map(({ flags }) => flags));
}
