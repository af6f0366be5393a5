/** The audit: pages to look at, and all of it as a download. */
import { Readable } from 'node:stream';
import {
  type AuditFilter,
  type AuditRecord,
  CarillonError,
  GENESIS_HASH,
  type TenantScope,
  said,
} from '@carillon/core';
import { csvLine } from '@carillon/core/csv';
import { AuditCheckpoint, AuditRecord as AuditRecordSchema } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given, listOf, MAX_PAGE, Paging } from './query.ts';

const Text = Type.Optional(Type.String({ maxLength: 256 }));
const Instant = Type.Optional(Type.String({ format: 'date-time' }));

const MAX_ACTIONS = 64;
const Query = Type.Object({
  actor: Text,
  action: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: MAX_ACTIONS,
      description: 'secret.set, or secret. for all of them; repeated, or with commas between',
    }),
  ),
  kind: Type.Optional(Type.String({ maxLength: 64, description: 'of the object' })),
  object: Type.Optional(Type.String({ maxLength: 256, description: 'its id or name' })),
  project: Text,
  environment: Text,
  outcome: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('denied'), Type.Literal('failed')])),
  requestId: Text,
  address: Type.Optional(Type.String({ maxLength: 256, description: 'where the request came from' })),
  from: Instant,
  to: Instant,
  order: Type.Optional(Type.Union([Type.Literal('newest'), Type.Literal('oldest')])),
  format: Type.Optional(
    Type.Union([Type.Literal('json'), Type.Literal('csv')], {
      description: 'all rows as a download: JSON lines, or CSV',
    }),
  ),
  ...Paging,
});
type Query = Static<typeof Query>;

const BySeq = Type.Object({ seq: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** Names of the columns, and of the fields that they hold. */
const COLUMNS = [
  'seq',
  'at',
  'tenant',
  'actor',
  'onBehalfOf',
  'via',
  'address',
  'requestId',
  'action',
  'objectKind',
  'objectId',
  'objectName',
  'project',
  'environment',
  'outcome',
  'reason',
  'before',
  'after',
  'previousHash',
  'hash',
];

export function addAuditRoutes(app: App, { audit }: Pick<ApiContext, 'audit'>): void {
  app.get<{ Querystring: Query }>('/audit', {
    config: { access: { action: 'audit.read', resource: 'audit' } },
    schema: {
      tags: ['audit'],
      summary: 'Who did what, newest first',
      querystring: Query,
      response: { 200: pageRef('AuditRecordPage') },
    },
    handler: async (request, reply) => {
      const { order = 'newest', limit = 50, cursor, format } = request.query;
      const tenant = principalOf(request);
      const filter = filterOf(request.query);
      if (format === undefined) return audit.list(tenant, filter, { order, limit, ...given({ cursor }) });
      const rows = everyRow(audit, tenant, filter, order);
      return reply
        .header('content-disposition', `attachment; filename="audit.${format === 'csv' ? 'csv' : 'jsonl'}"`)
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .serializer(String)
        .send(Readable.from(format === 'csv' ? csvOf(rows) : jsonLinesOf(rows)));
    },
  });

  app.get('/audit/head', {
    config: { access: { action: 'audit.read', resource: 'audit' } },
    schema: {
      tags: ['audit'],
      summary: 'How far the chain has come, to be kept elsewhere',
      response: { 200: ref(AuditCheckpoint) },
    },
    handler: async (request) => (await audit.head(principalOf(request))) ?? { seq: 0, hash: GENESIS_HASH },
  });

  app.get<{ Params: Static<typeof BySeq> }>('/audit/:seq', {
    config: { access: { action: 'audit.read', resource: 'audit' } },
    schema: {
      tags: ['audit'],
      summary: 'One row, by its number',
      params: BySeq,
      response: { 200: ref(AuditRecordSchema) },
    },
    handler: async (request) => {
      const record = await audit.get(principalOf(request), request.params.seq);
      if (!record) throw notFound('row of the audit');
      return record;
    },
  });
}

function filterOf(query: Query): AuditFilter {
  const {
    actor,
    action,
    kind: objectKind,
    object,
    project,
    environment,
    outcome,
    requestId,
    address,
    from,
    to,
  } = query;
  const instants = {
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
  if (instants.from && instants.to && instants.from > instants.to)
    throw new CarillonError({ code: 'VALIDATION_REQUEST', message: said`from is later than to` });
  const actions = action && listOf(action);
  return given({ actor, actions, objectKind, object, project, environment, outcome, requestId, address, ...instants });
}

async function* everyRow(
  audit: ApiContext['audit'],
  tenant: TenantScope,
  filter: AuditFilter,
  order: 'newest' | 'oldest',
): AsyncGenerator<AuditRecord> {
  let cursor: string | undefined;
  do {
    const page = await audit.list(tenant, filter, { order, limit: MAX_PAGE, ...given({ cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

async function* jsonLinesOf(rows: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function* csvOf(rows: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const { object, ...row } of rows) {
    const cells: Readonly<Record<string, unknown>> = {
      ...row,
      objectKind: object.kind,
      objectId: object.id,
      objectName: object.name,
    };
    yield csvLine(COLUMNS.map((column) => cellOf(cells[column])));
  }
}

function cellOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
