/** What a search box finds. */
import { type Static, Type } from 'typebox';
import { Name, Opt } from './fields.ts';

export const SearchHit = Type.Object(
  {
    kind: Type.Enum(['workflow', 'run', 'worker', 'dataset', 'calendar', 'queue']),
    project: Opt(Name),
    name: Type.String({ description: 'of a run: its workflow' }),
    id: Opt(Type.String({ description: 'of what has no name of its own' })),
    title: Opt(Type.String()),
    state: Opt(Type.String()),
  },
  { $id: 'SearchHit' },
);
export type SearchHit = Static<typeof SearchHit>;
