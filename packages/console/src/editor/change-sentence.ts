/** A change of a document in words: what it is of, and from what to what. */
import { type Change, changeParts } from '@carillon/spec/edit';

export interface Sentence {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

export function sentenceOf(change: Change): Sentence {
  const { of, ...values } = changeParts(change);
  return { key: `editor.change_${of}_${change.change}`, values };
}
