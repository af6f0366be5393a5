import type { ScheduleDocument } from '../definition/schedule-document.ts';

/** A definition that cannot be a schedule: the field, what is wrong with its value, and how to put it right. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly field: keyof ScheduleDocument;
  readonly hint: string | undefined;

  constructor(field: keyof ScheduleDocument, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.field = field;
    this.hint = options.hint;
  }
}
