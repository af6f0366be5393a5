/** What answers everywhere are made of: why something waits or fails, what may be done, what is wrong with a request. */
import { type Static, Type } from 'typebox';
import { Opt, Values } from './fields.ts';

/** Looked up by its text, where `{0}`, `{1}` … stand for values: a sentence can be a part of another. */
export interface SaidText {
  readonly text: string;
  readonly values: readonly (string | SaidText)[];
}
export const SaidText = Type.Unsafe<SaidText>(
  Type.Object(
    { text: Type.String(), values: Type.Array(Type.Unknown()) },
    { description: 'an English sentence with gaps, for clients that know it in another language' },
  ),
);

export const Reason = Type.Object(
  {
    code: Type.String(),
    params: Opt(Values),
    message: Type.String({ description: 'English sentence; clients translate by code' }),
    said: Opt(SaidText),
  },
  { $id: 'Reason', description: '`said` is what `params.message` says' },
);
export type Reason = Static<typeof Reason>;

/** What is refused says why by a code: without one, it could be told in English alone. */
export type Action =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly code: string;
      readonly params?: Readonly<Record<string, unknown>>;
      readonly reason: string;
    };
export const Action = Type.Unsafe<Action>(
  Type.Object(
    {
      allowed: Type.Boolean(),
      code: Opt(Type.String({ description: 'why not, for clients to translate' })),
      params: Opt(Values),
      reason: Opt(Type.String({ description: 'the same as an English sentence' })),
    },
    { $id: 'Action' },
  ),
);

export const ProblemItem = Type.Object({
  pointer: Type.String({ description: 'JSON pointer, or `line:column` of a document' }),
  code: Type.String(),
  message: Type.String(),
  file: Opt(Type.String()),
  line: Opt(Type.Integer()),
  column: Opt(Type.Integer()),
  hint: Opt(Type.String()),
  said: Opt(Type.Object({ message: SaidText, hint: Opt(SaidText) })),
  severity: Opt(Type.Enum(['error', 'warning'], { description: 'an error when absent' })),
});
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Opt(Type.String()),
    instance: Opt(Type.String({ description: 'request id' })),
    code: Type.String(),
    hint: Opt(Type.String()),
    refusal: Opt(
      Type.Object(
        { code: Type.String(), params: Opt(Values) },
        { description: 'why it is not allowed now, as `actions` tell it before; the hint is the same in English' },
      ),
    ),
    said: Opt(Type.Object({ detail: SaidText, hint: Opt(SaidText) }, { description: 'the same, for translation' })),
    errors: Opt(Type.Array(ProblemItem)),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
export type ProblemItem = Static<typeof ProblemItem>;
