import type { DocumentPath, FindingCode } from '../finding.ts';

/** A calendar that cannot be compiled: where in its document, and what to do. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly path: DocumentPath;
  readonly hint: string | undefined;
  readonly code: FindingCode;

  constructor(path: DocumentPath, message: string, hint?: string, code: FindingCode = 'VALIDATION_CALENDAR') {
    super(message);
    this.path = path;
    this.hint = hint;
    this.code = code;
  }
}
