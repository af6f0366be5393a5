import type { DocumentPath } from '../finding.ts';

/** A calendar that cannot be compiled: where in its document, and what to do. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  readonly path: DocumentPath;
  readonly hint: string | undefined;

  constructor(path: DocumentPath, message: string, hint?: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}
