import type { Said } from '../said.ts';

/** The one error of this module. Everything an expression can do wrong arrives as this. */
export type ExpressionErrorCode =
  /** Not CEL, or a template that does not end. */
  | 'EXPRESSION_SYNTAX'
  /** A context, field or function that does not exist. */
  | 'EXPRESSION_UNKNOWN_NAME'
  /** Exists in CEL or in a later version, but not here. */
  | 'EXPRESSION_UNAVAILABLE'
  /** Operands or results of the wrong type. */
  | 'EXPRESSION_TYPE'
  /** Failed while it was evaluated. */
  | 'EXPRESSION_FAILED'
  /** Past a bound: text, depth, steps, size of the value. */
  | 'EXPRESSION_TOO_LARGE';

export interface ExpressionPlace {
  /** The text the offsets count in: a template string or a condition. */
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code: ExpressionErrorCode;
  readonly place: ExpressionPlace | undefined;
  readonly hint: string | undefined;
  /** The same, for translation. */
  readonly said: { readonly message: Said; readonly hint: Said | undefined };

  constructor(
    code: ExpressionErrorCode,
    message: Said,
    details: {
      readonly place?: ExpressionPlace | undefined;
      readonly hint?: Said | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(String(message), { cause: details.cause });
    this.code = code;
    this.place = details.place;
    this.hint = details.hint?.toString();
    this.said = { message, hint: details.hint };
  }
}

/** The same error, placed in the text around the expression. */
export function errorWithin(error: ExpressionError, source: string, offset: number): ExpressionError {
  const { start, end } = error.place ?? { start: 0, end: source.length - offset };
  const place = { source, start: Math.min(start + offset, source.length), end: Math.min(end + offset, source.length) };
  const { message, hint } = error.said;
  return new ExpressionError(error.code, message, { place, hint, cause: error.cause });
}
