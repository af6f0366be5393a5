import type { ProblemItem } from '@carillon/protocol';
import type { Finding } from '@carillon/spec';

/** A finding of a document as the API tells it. */
export function itemOf({ pointer, code, message, file, line, column, hint, said, severity }: Finding): ProblemItem {
  const words = { message, ...(hint !== undefined && { hint }), ...(said && { said }) };
  return { pointer, code, file, line, column, severity, ...words };
}
