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
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    text += i ? ',' : '';
    text += value === undefined ? 'NULL' : `"${SPECIAL.test(value) ? value.replaceAll(SPECIAL, '\\$&') : value}"`;
    SPECIAL.lastIndex = 0;
  }
  return `${text}}`;
}

export const json = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));
export const instant = (value: Date | undefined): string | undefined => value?.toISOString();
