/** What happened to the database itself: read, and confirmed by whoever has dealt with it. */
import { CarillonError, formatId, type Incident as IncidentRecord, parseId, said } from '@carillon/core';
import type { Incident } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given } from './query.ts';

const Filter = Type.Object({
  open: Type.Optional(Type.Boolean({ description: 'those that nobody has confirmed; both when absent' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const SHOWN = 50;
const tags = ['incidents'];

export function addIncidentRoutes(app: App, { incidents }: Pick<ApiContext, 'incidents'>): void {
  app.get<{ Querystring: Static<typeof Filter> }>('/incidents', {
    config: { access: { action: 'incident.read', resource: 'incident' } },
    schema: {
      tags,
      summary: 'What happened to the database, the newest first',
      querystring: Filter,
      response: { 200: pageRef('IncidentPage') },
    },
    handler: async ({ query: { open, limit = SHOWN } }) => ({
      items: (await incidents.incidents({ open, limit })).map(incidentView),
    }),
  });

  app.post<{ Params: Static<typeof ById> }>('/incidents/:id/confirm', {
    config: { access: { action: 'incident.confirm', resource: 'incident' } },
    schema: {
      tags,
      summary: 'End an incident that was dealt with; a clock that stepped is right from then on',
      params: ById,
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const id = parseId('inc', request.params.id);
      const result = id === undefined ? 'not_found' : await incidents.confirmIncident(id, principalOf(request).name);
      if (result === 'not_found') throw notFound('incident');
      if (result === 'ended')
        throw new CarillonError({ code: 'CONFLICT_STATE', message: said`the incident has ended already` });
      return reply.code(204).send();
    },
  });
}

function incidentView({ id, kind, noticedAt, risk, details, end }: IncidentRecord): Incident {
  return {
    apiVersion: 'carillon/v1',
    kind: 'Incident',
    id: formatId('inc', id),
    what: kind,
    noticedAt: noticedAt.toISOString(),
    details: { ...details },
    ...given({
      risk: risk && { from: risk.from.toISOString(), until: risk.until.toISOString() },
      endedAt: end?.at.toISOString(),
      endedBy: end?.by,
    }),
  };
}
