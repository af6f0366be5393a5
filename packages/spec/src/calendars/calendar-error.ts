import type { Said } from '@carillon/core';
import type { DocumentPath, FindingCode } from '../finding.ts';

/** A calendar that cannot be compiled: where in its document, and what to do. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly path: DocumentPath;
  /** Its message for translation. */
  readonly said: Said;
  readonly hint: Said | undefined;
  readonly code: FindingCode;

  constructor(path: DocumentPath, message: Said, hint?: Said, code: FindingCode = 'VALIDATION_CALENDAR') {
    super(String(message));
    this.said = message;
    this.path = path;
    this.hint = hint;
    this.code = code;
  }
}
