/** Lists as somebody left them, by name. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Name } from './fields.ts';

const Page = Type.Enum(['workflows', 'runs'], { description: 'the list that it is a view of' });
const ViewName = Type.String({ minLength: 1, maxLength: 100 });
const Search = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  maxProperties: 20,
  description: 'what stands in the address behind the page: filters, and what else it keeps there',
});

export const SavedView = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('SavedView'),
    id: Id('viw'),
    project: Name,
    page: Page,
    name: ViewName,
    search: Search,
    savedBy: Type.String(),
    savedAt: Instant,
  },
  { $id: 'SavedView' },
);
export type SavedView = Static<typeof SavedView>;

export const SaveView = Type.Object(
  { project: Name, page: Page, name: ViewName, search: Search },
  { $id: 'SaveView', additionalProperties: false },
);
export type SaveView = Static<typeof SaveView>;
