/** Dates of other programs as a calendar document. Nothing is published: that is what apply is for. */
import { writeFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { ImportMode } from '@carillon/spec/calendars';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { givenName } from '../../options.ts';
import { readNamedFile } from '../../read-file.ts';
import type { Terminal } from '../../terminal.ts';

interface Flags {
  readonly name?: string;
  readonly project?: string;
  readonly as: ImportMode;
  readonly out?: string;
}

export const examples = `
  carillon calendar import trading-2026.csv --name trading-days > trading-days.yaml
  carillon calendar import company.ics --as exclude --out company-days.yaml
`;
const STDIN = '-';

export const define: DefineCommand = (command, { terminal }) => {
  command
    .argument('<file>', 'iCalendar (.ics) or CSV with the columns date, or from and to, and reason; - reads stdin')
    .option('--name <name>', 'of the calendar; that of the file when absent', givenName)
    .option('--project <name>', 'of the calendar (CARILLON_PROJECT, default)', givenName)
    .addOption(
      new Option('--as <field>', 'include: the dates are all there are; exclude: they are taken out of all days')
        .choices(['include', 'exclude'])
        .default('include'),
    )
    .option('--out <file>', 'write the document there instead of printing it')
    .action(async (file: string, flags: Flags) => {
      const text = await textOf(file, terminal);
      const { importedCalendar, readCsv, readIcs } = await import('@carillon/spec/calendars');
      const isCalendar = /\.ics$/i.test(file) || /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text);
      const { dates, problems } = isCalendar ? readIcs(text) : readCsv(text);
      if (problems.length > 0) {
        for (const { line, message, hint } of problems.slice(0, MOST_PROBLEMS))
          terminal.err(`${file}:${line}: ${message}${hint === undefined ? '' : `. ${hint}`}\n`);
        throw new CommandError(`${problems.length} of the lines cannot be imported`, {
          exitCode: EXIT.invalidDefinition,
        });
      }
      const { stringify } = await import('yaml');
      const project = flags.project ?? terminal.env['CARILLON_PROJECT'] ?? 'default';
      const document = importedCalendar(dates, { name: flags.name ?? nameOf(file), project, mode: flags.as });
      const yaml = stringify(document);
      if (flags.out === undefined) return terminal.out(yaml);
      await writeFile(resolve(terminal.cwd, flags.out), yaml);
      terminal.err(
        `wrote ${dates.length} entries to ${flags.out}; publish them with \`carillon apply -f ${flags.out}\`\n`,
      );
    });
};

const MOST_PROBLEMS = 20;

async function textOf(file: string, terminal: Terminal): Promise<string> {
  if (file === STDIN) return terminal.readInput();
  return readNamedFile(file, terminal);
}

/** `Trading Days 2026.csv` is `trading-days-2026`. */
function nameOf(file: string): string {
  const name = basename(file, extname(file))
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 63);
  if (name === '') throw usageError('the calendar needs a name', 'give one with --name');
  return name;
}
