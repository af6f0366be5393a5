/**
 * Sentences for people that leave the server in English and can be said in other languages by whoever shows them: a
 * client looks a sentence up by its text, in which `{0}`, `{1}` … stand for the values. Codes are for programs.
 */
export type SaidValue = string | number | undefined | Said;

/** One as it arrives elsewhere. */
export interface SaidText {
  readonly text: string;
  readonly values: readonly (string | SaidText)[];
}

/** What JSON in the store cannot hold: NUL, and half a character that a text was cut in. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

export class Said implements SaidText {
  /** With gaps. */
  readonly text: string;
  /** Numbers and names as they are written; sentences may be parts of sentences. */
  readonly values: readonly (string | Said)[];

  constructor(text: string, values: readonly SaidValue[]) {
    this.text = text;
    this.values = values.map((value) =>
      value instanceof Said ? value : String(value ?? '').replace(UNSTORABLE, '\uFFFD'),
    );
  }

  /** The English. */
  toString(): string {
    return fillSaid(this.text, this.values.map(String));
  }
}

/** One that came from elsewhere beside its English, if it is one and says just that. */
export function saidAs(english: string, given: unknown): SaidText | undefined {
  const read = saidFrom(given, MAX_LEVELS);
  return read !== undefined && String(read) === english ? read : undefined;
}

/** Sentences within sentences. */
const MAX_LEVELS = 8;

function saidFrom(given: unknown, levels: number): Said | undefined {
  const { text, values } = (given ?? {}) as { readonly text?: unknown; readonly values?: unknown };
  if (levels === 0 || typeof text !== 'string' || !Array.isArray(values)) return undefined;
  const read = values.map((value) => (typeof value === 'string' ? value : saidFrom(value, levels - 1)));
  return read.includes(undefined) ? undefined : new Said(text, read);
}

/** A sentence from a template literal. */
export const said = (texts: TemplateStringsArray, ...values: readonly SaidValue[]): Said =>
  new Said(
    texts.reduce((text, part, no) => `${text}{${no - 1}}${part}`),
    values,
  );

/** These and no others: names as they are written, and sentences. */
export const saidAny = (parts: readonly (string | Said)[]): string | Said =>
  joined(parts, (a, b) => said`${a} or ${b}`);
export const saidAll = (parts: readonly (string | Said)[]): string | Said =>
  joined(parts, (a, b) => said`${a} and ${b}`);

/** Several sentences as one. */
export const saidList = (parts: readonly (string | Said)[]): Said =>
  new Said(parts.map((_, no) => `{${no}}`).join('; '), parts);

const joined = (
  [first = '', ...rest]: readonly (string | Said)[],
  join: (a: string | Said, b: string | Said) => Said,
): string | Said => rest.reduce<string | Said>(join, first);

/** An error that is told to people, for who reads it and for translation. */
export class SaidError extends Error {
  readonly said: Said;

  constructor(message: Said, options?: ErrorOptions) {
    super(String(message), options);
    this.said = message;
  }
}

/** The same of a value that is none of those there are. */
export class SaidRangeError extends RangeError {
  readonly said: Said;

  constructor(message: Said, options?: ErrorOptions) {
    super(String(message), options);
    this.said = message;
  }
}

export const fillSaid = (text: string, values: readonly string[]): string =>
  text.replace(/\{(\d+)\}/g, (_, no: string) => values[Number(no)] ?? '');
