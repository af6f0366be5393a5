import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { Said } from '../said.ts';

/** A definition that cannot be a schedule: the field, what is wrong with its value, and how to put it right. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly field: keyof ScheduleDocument;
  /** Its message for translation. */
  readonly said: Said;
  readonly hint: Said | undefined;

  constructor(field: keyof ScheduleDocument, message: Said, options: { hint?: Said; cause?: unknown } = {}) {
    super(String(message), options.cause === undefined ? {} : { cause: options.cause });
    this.field = field;
    this.said = message;
    this.hint = options.hint;
  }
}
