/**
 * Dates from tables: columns `date`, or `from` and `to`, and `reason`, told by the first line; without such a
 * line a date and what is to be said of it. Separated by commas, semicolons or tabs, quoted as RFC 4180 has it.
 */
import { type CalendarDates, dayNumberOf } from '@carillon/core';
import { datesOf, type ImportedDates, type ImportProblem } from './imported-dates.ts';

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

interface Columns {
  readonly from: number;
  /** The same as `from` where there are single dates alone. */
  readonly to: number;
  /** -1: none. */
  readonly reason: number;
}

const REASON_NAMES = ['reason', 'name', 'summary', 'title', 'holiday', 'description'];
const NO_HEADER: Columns = { from: 0, to: 0, reason: 1 };

export function readCsv(text: string): ImportedDates {
  const rows = rowsOf(text.replace(/^\uFEFF/, '')).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [first] = rows;
  if (!first) return { dates: [], problems: [{ line: 1, message: 'the file has no rows' }] };
  const hasHeader = !/\d/.test(first.cells[0] ?? '');
  const columns = hasHeader ? columnsOf(first) : NO_HEADER;
  if ('message' in columns) return { dates: [], problems: [columns] };
  const dates: CalendarDates[] = [];
  const problems: ImportProblem[] = [];
  for (const { cells, line } of hasHeader ? rows.slice(1) : rows) {
    try {
      const from = dateIn(cells[columns.from]);
      const to = (cells[columns.to] ?? '').trim() === '' ? from : dateIn(cells[columns.to]);
      if (dayNumberOf(to) < dayNumberOf(from)) problems.push({ line, message: `${to} is before ${from}` });
      else dates.push(datesOf(from, to, cells[columns.reason] ?? ''));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ line, message: error.message, hint: 'Write dates as 2026-05-09.' });
    }
  }
  if (dates.length === 0 && problems.length === 0)
    problems.push({ line: first.line, message: 'the file has no dates' });
  return { dates, problems };
}

function columnsOf({ cells, line }: Row): Columns | ImportProblem {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const [from, to] = [names.indexOf('from'), names.indexOf('to')];
  const date = names.indexOf('date');
  const reason = names.findIndex((name) => REASON_NAMES.includes(name));
  if (date >= 0) return { from: date, to: date, reason };
  if (from >= 0 && to >= 0) return { from, to, reason };
  const message = `there is no column "date", nor "from" and "to", among ${names.join(', ')}`;
  return { line, message, hint: 'Name the columns date,reason or from,to,reason.' };
}

/** Also `20260509` and `2026/05/09`; an order of day and month is not guessed. @throws RangeError */
function dateIn(cell = ''): string {
  const text = cell.trim();
  const [, year, month = '', day = ''] = /^(\d{4})(?:-|\/|)(\d{2})(?:-|\/|)(\d{2})$/.exec(text) ?? [];
  const date = year === undefined ? text : `${year}-${month}-${day}`;
  dayNumberOf(date);
  return date;
}

function rowsOf(text: string): readonly Row[] {
  const separator = /[,;\t]/.exec(text.split(/[\r\n]/, 1)[0] ?? '')?.[0] ?? ',';
  const rows: { cells: string[]; line: number }[] = [{ cells: [''], line: 1 }];
  let line = 1;
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const row = rows.at(-1) as (typeof rows)[number];
    const mark = text.charAt(i);
    if (mark === '\n') line += 1;
    if (isQuoted && mark === '"' && text.charAt(i + 1) === '"') i += 1;
    else if (mark === '"') {
      isQuoted = !isQuoted;
      continue;
    } else if (!isQuoted && mark === separator) {
      row.cells.push('');
      continue;
    } else if (!isQuoted && mark === '\n') {
      rows.push({ cells: [''], line });
      continue;
    } else if (!isQuoted && mark === '\r') continue;
    row.cells.push(`${row.cells.pop() ?? ''}${mark}`);
  }
  return rows;
}
