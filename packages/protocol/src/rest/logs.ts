/** Logs of attempts. */
import { type Static, Type } from 'typebox';
import { Opt } from './fields.ts';

export const LogSlice = Type.Object(
  {
    text: Type.String(),
    offset: Type.Integer(),
    nextOffset: Type.Integer(),
    complete: Type.Boolean({ description: 'the attempt is final and nothing follows' }),
    size: Type.Integer({ description: 'bytes of the whole log, as far as it has come' }),
    line: Opt(Type.Integer({ description: 'that begins at `offset`, from 1; where a line was asked for' })),
  },
  { $id: 'LogSlice' },
);
export type LogSlice = Static<typeof LogSlice>;

export const LogHits = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        line: Type.Integer({ description: 'from 1' }),
        text: Type.String({ description: 'the line without its time and colours, cut where it is very long' }),
      }),
    ),
    nextCursor: Opt(Type.String({ description: 'to search on; absent at the end of the log as it is now' })),
    searched: Type.Integer({ description: 'bytes from the start that were searched so far' }),
    size: Type.Integer({ description: 'bytes of the whole log' }),
  },
  { $id: 'LogHits' },
);
export type LogHits = Static<typeof LogHits>;
