import type { Json } from '@carillon/plugin-api';

/**
 * One record of RFC 4180. It is data for the next step, so nothing is added to guard spreadsheets against
 * formulas: a value must come out as it went in. An empty text is quoted, which tells it from NULL to COPY.
 */
export function csvRecord(values: readonly Json[]): string {
  return `${values.map(csvField).join(',')}\n`;
}

function csvField(value: Json): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
