import type { ProblemItem } from '@carillon/protocol';
import type { Finding } from '@carillon/spec';

/** A finding of a document as the API tells it. */
export function itemOf({ pointer, code, message, file, line, column, hint, severity }: Finding): ProblemItem {
  return { pointer, code, message, file, line, column, severity, ...(hint === undefined ? {} : { hint }) };
}
