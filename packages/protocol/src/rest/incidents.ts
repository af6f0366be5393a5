/** What happened to the database itself. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Opt, Values } from './fields.ts';

export const Incident = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Incident'),
    id: Id('inc'),
    what: Type.Enum(['store_failed_over', 'store_restored', 'clock_stepped']),
    noticedAt: Instant,
    risk: Opt(
      Type.Object(
        { from: Instant, until: Instant },
        { description: 'what was committed in between may be gone: it may run again' },
      ),
    ),
    details: Values,
    endedAt: Opt(Instant),
    endedBy: Opt(Type.String({ description: 'who confirmed it; servers: most of their clocks agree again' })),
  },
  { $id: 'Incident' },
);
export type Incident = Static<typeof Incident>;
