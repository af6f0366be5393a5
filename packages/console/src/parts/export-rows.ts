/** Rows of a list as a file that other programs read. */
import { csvLine } from '@carillon/core/csv';

export type ExportedRow = Readonly<Record<string, string | number | undefined>>;

export function exportRows(rows: readonly ExportedRow[], format: 'csv' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(rows, undefined, 2)}\n`;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [csvLine(names), ...rows.map((row) => csvLine(names.map((name) => String(row[name] ?? ''))))].join('');
}
