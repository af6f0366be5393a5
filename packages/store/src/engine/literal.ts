/**
 * Array parameters as one text literal. The driver's own encoder costs more per row than the statement;
 * every array is typed in the statement's text (`$1::uuid[]`), so a literal cannot become SQL.
 */

/** For values whose text needs no quotes: numbers, uuids, booleans. */
export function plain(values: readonly (string | number | boolean | undefined)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    text += i ? ',' : '';
    text += value === undefined ? 'NULL' : value;
  }
  return `${text}}`;
}

const SPECIAL = /["\\]/g;

/** For any text, JSON included. */
export function quoted(values: readonly (string | undefined)[]): string {
  let text = '{';
  // A batch often says the same of all its rows.
  let last: string | undefined;
  let written = 'NULL';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== last) written = value === undefined ? 'NULL' : `"${value.replaceAll(SPECIAL, '\\$&')}"`;
    last = value;
    text += i ? `,${written}` : written;
  }
  return `${text}}`;
}

export const json = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));
export const instant = (value: Date | undefined): string | undefined => value?.toISOString();
