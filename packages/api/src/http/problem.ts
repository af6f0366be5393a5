/** Every error as RFC 9457, from one table. What is not in the table is a bug: logged whole, shown as nothing. */
import { CarillonError, type ErrorCode, errorKind, nearestName, Said, said, saidList } from '@carillon/core';
import type { Problem, ProblemItem } from '@carillon/protocol';
import type { FastifyError } from 'fastify';

export const PROBLEM_TYPE = 'application/problem+json';

export interface RequestProblem {
  readonly problem: Problem;
  /** False for what somebody has to look into. What overload puts off is counted, and the health tells of it. */
  readonly expected: boolean;
}

/** A wrong place. */
export type InputItem = Omit<ProblemItem, 'message'> & { readonly message: string | Said };

/** An error that lists every wrong place of the input. */
export class InputError extends CarillonError {
  readonly items: readonly InputItem[];
  /** It says no more than they do. */
  readonly isList: boolean;

  /** @param message undefined: what the items say */
  constructor(code: ErrorCode, message: Said | undefined, items: readonly InputItem[]) {
    super({ code, message: message ?? together(items) });
    this.items = items;
    this.isList = message === undefined;
  }
}

/** The hint where a name may be a slip of another. */
export function meant(name: string, known: readonly string[]): Said | undefined {
  const nearest = nearestName(name, known);
  return nearest === undefined ? undefined : said`Did you mean "${nearest}"?`;
}

/** Of one wrong place. */
export const wrongInput = (pointer: string, message: Said): InputError =>
  new InputError('VALIDATION_REQUEST', message, [{ pointer, code: 'VALIDATION_SCHEMA', message }]);

/** What several say, as one. */
export const together = (items: readonly Pick<InputItem, 'message'>[]): Said =>
  saidList(items.map(({ message }) => message));

export function problemOf(error: unknown, requestId: string): RequestProblem {
  const known = toCarillonError(error as FastifyError);
  const kind = errorKind(known.code);
  const isServerFault = kind.http >= 500 && known.code !== 'LIMIT_OVERLOAD';
  const detail =
    known.code === 'INTERNAL'
      ? 'The server could not answer. Its log has the details under this request id.'
      : known.message;
  const problem: Problem = {
    type: `urn:carillon:error:${known.code.toLowerCase().replaceAll('_', '-')}`,
    title: kind.title,
    status: kind.http,
    detail,
    instance: requestId,
    code: known.code,
    ...(known.hint === undefined ? {} : { hint: known.hint }),
    ...(known.refusal && { refusal: known.refusal }),
    ...(known.code === 'INTERNAL' || (known instanceof InputError && known.isList) ? {} : { said: saidOf(known.said) }),
    ...(known instanceof InputError ? { errors: known.items.map(itemView) } : {}),
  };
  return { problem, expected: !isServerFault };
}

const saidOf = ({ message, hint }: CarillonError['said']) => ({ detail: message, ...(hint && { hint }) });

export const itemView = ({ message, ...item }: InputItem): ProblemItem => ({
  ...item,
  message: String(message),
  ...(message instanceof Said && { said: { message } }),
});

/** Fastify's own refusals, by their codes. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'VALIDATION_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'VALIDATION_MALFORMED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'VALIDATION_MALFORMED',
  FST_ERR_BAD_URL: 'VALIDATION_MALFORMED',
  FST_ERR_MAX_PARAM_LENGTH: 'VALIDATION_REQUEST',
};

export function toCarillonError(error: FastifyError): CarillonError {
  if (error instanceof CarillonError) return error;
  if (Array.isArray(error.validation)) {
    // That a branch was not met is told by what is wrong in it.
    const faults = error.validation.filter(({ keyword }) => keyword !== 'if');
    const items = faults.map((wrong) => itemOf(wrong, error.validationContext ?? 'body'));
    return new InputError(
      'VALIDATION_REQUEST',
      together(items.map(({ pointer, message }) => ({ message: said`${pointer || said`the body`} ${message}` }))),
      items,
    );
  }
  const code = FASTIFY_CODES[error.code] ?? (error.statusCode === 400 ? 'VALIDATION_MALFORMED' : undefined);
  if (code === undefined) return new CarillonError({ code: 'INTERNAL', message: said`unexpected error`, cause: error });
  return new CarillonError({ code, message: MESSAGES[code] ?? said`the request cannot be read`, cause: error });
}

const MESSAGES: Partial<Record<ErrorCode, Said>> = {
  VALIDATION_MEDIA_TYPE: said`the body must be application/json`,
  VALIDATION_MALFORMED: said`the request is not well-formed; a body must be valid JSON`,
};

interface SchemaFault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>> & {
    readonly additionalProperty?: string;
    readonly propertyName?: string;
  };
}

const FORMS: Readonly<Record<string, Said>> = {
  date: said`must be a date that there is, such as 2026-11-20`,
  'date-time': said`must be an instant in RFC 3339, such as 2026-11-20T00:10:00Z`,
};

function itemOf(fault: SchemaFault, where: string): InputItem & { readonly message: Said } {
  const extra = fault.params.additionalProperty ?? fault.params.propertyName;
  const pointer = `${where === 'body' ? '' : `/${where}`}${fault.instancePath}${extra === undefined ? '' : `/${shorten(extra)}`}`;
  const isUnknown = fault.keyword === 'additionalProperties';
  const allowed = fault.params['allowedValues'];
  const form = fault.keyword === 'format' ? FORMS[String(fault.params['format'])] : undefined;
  const message = isUnknown
    ? said`is not a field here`
    : (form ?? (Array.isArray(allowed) ? said`must be one of ${allowed.join(', ')}` : schemaFault(fault)));
  return { pointer, code: isUnknown ? 'VALIDATION_UNKNOWN_FIELD' : 'VALIDATION_SCHEMA', message };
}

/** The checker's own sentence: it has the params of its keyword in it. */
function schemaFault({ message = 'is not valid', params }: SchemaFault): Said {
  const values = Object.values(params)
    .filter((value) => ['string', 'number'].includes(typeof value))
    .map(String);
  const told = values.filter((value) => message.includes(value));
  return new Said(
    told.reduce((text, value, no) => text.replace(value, `{${no}}`), message),
    told,
  );
}

/** Input is shown back only short and without control characters (SECURITY §12). */
export function shorten(text: string): string {
  return text.slice(0, 64).replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?');
}
