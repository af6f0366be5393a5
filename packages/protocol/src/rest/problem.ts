/** What answers everywhere are made of: why something waits or fails, what may be done, what is wrong with a request. */
import { type Static, Type } from 'typebox';
import { Opt, Values } from './fields.ts';

export const Reason = Type.Object(
  {
    code: Type.String(),
    params: Opt(Values),
    message: Type.String({ description: 'English sentence; clients translate by code' }),
  },
  { $id: 'Reason' },
);
export type Reason = Static<typeof Reason>;

export const Action = Type.Object(
  {
    allowed: Type.Boolean(),
    reason: Opt(Type.String({ description: 'why not; English' })),
    code: Opt(Type.String({ description: 'of the reason, for clients to translate' })),
  },
  { $id: 'Action' },
);
export type Action = Static<typeof Action>;

export const ProblemItem = Type.Object({
  pointer: Type.String({ description: 'JSON pointer, or `line:column` of a document' }),
  code: Type.String(),
  message: Type.String(),
  file: Opt(Type.String()),
  line: Opt(Type.Integer()),
  column: Opt(Type.Integer()),
  hint: Opt(Type.String()),
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
    errors: Opt(Type.Array(ProblemItem)),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
export type ProblemItem = Static<typeof ProblemItem>;
