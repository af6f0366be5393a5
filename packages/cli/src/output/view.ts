/**
 * How objects of one kind are shown. Tables may change with any version; JSON, YAML, CSV and names are for
 * programs and hold the API's own objects and values.
 */
import { csvLine } from '@carillon/core/csv';
import { plainText } from '../text/safe-text.ts';
import { usageError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { type JsonFlags, printJson } from './json.ts';
import { colorsFor, paintState } from './paint.ts';
import { type Cell, tableText } from './table.ts';
import { isTimeZone, relativeText, zonedText } from './time-text.ts';

export const FORMATS = ['table', 'wide', 'json', 'yaml', 'name', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface OutputFlags extends JsonFlags {
  readonly output?: Format | undefined;
  readonly columns?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly utc?: boolean | undefined;
  readonly timeZone?: string | undefined;
}

export interface Column<T> {
  /** For `--columns` and the header, in kebab-case. */
  readonly name: string;
  readonly kind?: 'text' | 'state' | 'time';
  /** Shown by `-o wide`, `-o csv` and when asked for. */
  readonly isWide?: boolean;
  value(row: T): string | number | undefined;
  /** Of a time in a table: that it does not come as things stand, in a word that is put before it. */
  held?(row: T): string | undefined;
}

export interface View<T> {
  readonly columns: readonly Column<T>[];
  /** What other commands take. */
  id(row: T): string;
  /** What people say. */
  name(row: T): string;
}

/** A list on stdout; in a table, `emptyHint` on stderr when there is nothing to show. */
export async function printList<T>(
  rows: readonly T[],
  view: View<T>,
  flags: OutputFlags,
  terminal: Terminal,
  emptyHint?: string,
): Promise<void> {
  const format = formatOf(flags);
  if (flags.quiet) return terminal.out(rows.map((row) => `${view.id(row)}\n`).join(''));
  if (format === 'name') return terminal.out(rows.map((row) => `${view.name(row)}\n`).join(''));
  if (format === 'json') return printJson(rows, flags, terminal);
  if (format === 'yaml') return terminal.out(await yamlText(rows));
  const columns = chosenColumns(view, flags);
  if (format === 'csv') {
    terminal.out(csvLine(columns.map(({ name }) => name)));
    return terminal.out(rows.map((row) => csvLine(columns.map((column) => String(column.value(row) ?? '')))).join(''));
  }
  if (rows.length === 0) return terminal.err(`${emptyHint ?? 'nothing found'}\n`);
  const cellOf = cellWriter(flags, terminal);
  terminal.out(
    tableText(
      columns.map(({ name }) => name.toUpperCase().replaceAll('-', ' ')),
      rows.map((row) => columns.map((column) => cellOf(column, row))),
    ),
  );
}

/** One object on stdout: a line per field in a table, the API's object elsewhere. */
export async function printOne<T>(row: T, view: View<T>, flags: OutputFlags, terminal: Terminal): Promise<void> {
  const format = formatOf(flags);
  if (!flags.quiet && format === 'json') return printJson(row, flags, terminal);
  if (!flags.quiet && format === 'yaml') return terminal.out(await yamlText(row));
  if (flags.quiet || format === 'name' || format === 'csv') return printList([row], view, flags, terminal);
  const columns = flags.columns === undefined ? view.columns : chosenColumns(view, flags);
  const cellOf = cellWriter(flags, terminal);
  const colors = colorsFor(terminal, terminal.isOutTty);
  const width = Math.max(...columns.map(({ name }) => name.length));
  for (const column of columns) {
    const { text, paint } = cellOf(column, row);
    if (text !== '-') terminal.out(`${colors.dim(column.name.padEnd(width))}  ${paint?.(text) ?? text}\n`);
  }
}

function formatOf(flags: OutputFlags): Format {
  if (flags.timeZone !== undefined && !isTimeZone(flags.timeZone)) {
    throw usageError(`'${flags.timeZone}' is no time zone`, 'name one as in --time-zone Asia/Shanghai');
  }
  return flags.output ?? 'table';
}

async function yamlText(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(value);
}

function chosenColumns<T>(view: View<T>, flags: OutputFlags): readonly Column<T>[] {
  if (flags.columns === undefined) {
    return flags.output === 'wide' || flags.output === 'csv'
      ? view.columns
      : view.columns.filter(({ isWide }) => !isWide);
  }
  return flags.columns.split(',').map((wanted) => {
    const column = view.columns.find(({ name }) => name === wanted.trim());
    if (column !== undefined) return column;
    throw usageError(
      `there is no column '${wanted.trim()}'`,
      `choose from ${view.columns.map(({ name }) => name).join(', ')}`,
    );
  });
}

function cellWriter<T>(flags: OutputFlags, terminal: Terminal): (column: Column<T>, row: T) => Cell {
  const colors = colorsFor(terminal, terminal.isOutTty);
  return (column, row) => {
    const value = column.value(row);
    if (value === undefined || value === '') return { text: '-', paint: colors.dim };
    const text = plainText(String(value)).replaceAll('\n', ' ');
    if (column.kind === 'state') return { text, paint: (shown) => paintState(colors, text, shown) };
    if (column.kind !== 'time') return { text };
    const time = timeText(text, flags, terminal.now());
    const held = column.held?.(row);
    return { text: held === undefined ? time : `${held}, else ${time}` };
  };
}

export function timeText(instant: string, flags: OutputFlags, nowMs: number): string {
  if (flags.utc) return new Date(instant).toISOString();
  return flags.timeZone === undefined ? relativeText(instant, nowMs) : zonedText(instant, flags.timeZone);
}
