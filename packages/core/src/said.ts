/**
 * Sentences for people that leave the server in English and can be said in other languages by whoever shows them: a
 * client looks a sentence up by its text, in which `{0}`, `{1}` … stand for the values. Codes are for programs.
 */
export type SaidValue = string | number | undefined | Said;

export class Said {
  /** With gaps. */
  readonly text: string;
  /** Numbers and names as they are written; sentences may be parts of sentences. */
  readonly values: readonly (string | Said)[];

  constructor(text: string, values: readonly SaidValue[]) {
    this.text = text;
    this.values = values.map((value) => (value instanceof Said ? value : String(value ?? '')));
  }

  /** The English. */
  toString(): string {
    return fillSaid(this.text, this.values.map(String));
  }
}

/** A sentence from a template literal. */
export const said = (texts: TemplateStringsArray, ...values: readonly SaidValue[]): Said =>
  new Said(
    texts.reduce((text, part, no) => `${text}{${no - 1}}${part}`),
    values,
  );

export const fillSaid = (text: string, values: readonly string[]): string =>
  text.replace(/\{(\d+)\}/g, (_, no: string) => values[Number(no)] ?? '');
