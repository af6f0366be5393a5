/** Findings as a compiler prints them: place, message, the line itself with a caret under the spot, the fix. */
import type { Colors } from '../output/paint.ts';
import { displayWidth } from '../text/display-width.ts';
import { plainText } from '../text/safe-text.ts';
import type { SourceDocument } from './read-documents.ts';

/** What local checks and the server's answers have in common. */
export interface PlacedFinding {
  readonly severity?: 'error' | 'warning';
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly pointer?: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

export function findingText(finding: PlacedFinding, documents: readonly SourceDocument[], colors: Colors): string {
  const { severity = 'error', file, line, column = 1, message, hint } = finding;
  const place =
    file === undefined ? finding.pointer : [file, line, line && column].filter((part) => part !== undefined).join(':');
  const label = severity === 'error' ? colors.red('error') : colors.yellow('warning');
  const head = `${place ? `${colors.bold(plainText(place))}: ` : ''}${label}: ${plainText(message)}\n`;
  const fix = hint === undefined ? '' : `  ${colors.cyan('fix:')} ${plainText(hint)}\n`;
  return head + excerpt(documents.find(({ path }) => path === file)?.text, line, column, colors) + fix;
}

function excerpt(text: string | undefined, line: number | undefined, column: number, colors: Colors): string {
  const source = line === undefined ? undefined : text?.split(/\r?\n/)[line - 1];
  if (source === undefined) return '';
  const gutter = `${line} | `;
  // Tabs are shown as one space, so that the caret stands where it should.
  const before = displayWidth(plainText(source.slice(0, column - 1)));
  const shown = plainText(source).replaceAll('\t', ' ');
  return `${colors.dim(gutter)}${shown}\n${' '.repeat(gutter.length + before)}${colors.red('^')}\n`;
}

/** `2 errors, 1 warning`. */
export function countText(findings: readonly PlacedFinding[]): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  return [counted(findings.length - warnings, 'error'), counted(warnings, 'warning')]
    .filter((part) => part !== '')
    .join(', ');
}

const counted = (count: number, noun: string): string =>
  count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
