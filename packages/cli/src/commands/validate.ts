import { Option } from 'commander';
import type { DefineCommand } from '../command.ts';
import { calendarFindings } from '../documents/calendar-findings.ts';
import { countText, findingText } from '../documents/print-findings.ts';
import { readDocuments } from '../documents/read-documents.ts';
import { EXIT } from '../exit-codes.ts';
import { colorsFor } from '../output/paint.ts';

interface Flags {
  readonly output: 'table' | 'json';
}

export const examples = `
  carillon validate workflows/
  carillon validate daily-report.yaml orders.yaml
  git show HEAD:daily-report.yaml | carillon validate -
`;

export const define: DefineCommand = (command, { terminal, exitWith }) => {
  command
    .argument('<paths...>', 'files or folders; - reads stdin')
    .addOption(
      new Option('-o, --output <format>', 'json prints the findings as objects')
        .choices(['table', 'json'])
        .default('table'),
    )
    .action(async (paths: readonly string[], { output }: Flags) => {
      const sources = await readDocuments(paths, terminal);
      const { loadDocuments } = await import('@carillon/spec');
      const loaded = loadDocuments(sources.documents, sources.files);
      const findings = [...loaded.findings, ...(await calendarFindings(loaded))];
      const isValid = findings.every(({ severity }) => severity === 'warning');
      if (!isValid) exitWith(EXIT.invalidDefinition);
      if (output === 'json') return terminal.out(`${JSON.stringify(findings, null, 2)}\n`);
      const colors = colorsFor(terminal, terminal.isOutTty);
      for (const finding of findings) terminal.out(`${findingText(finding, sources.documents, colors)}\n`);
      const checked = [...loaded.calendars, ...loaded.workflows].map(({ document }) => document.name).join(', ');
      terminal.err(
        isValid
          ? `valid: ${checked}${findings.length > 0 ? ` (${countText(findings)})` : ''}\n`
          : `${countText(findings)}\n`,
      );
    });
};
