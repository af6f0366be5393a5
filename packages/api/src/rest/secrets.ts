/** Secrets (SECURITY S5.2): written, listed, removed; nothing here has a way to read a value. */
import {
  CarillonError,
  formatId,
  levelOf,
  SECRET_BYTES,
  type SecretRecord,
  type SecretUse,
  said,
} from '@carillon/core';
import {
  RemoveSecret,
  type Secret,
  Secret as SecretSchema,
  SetSecret,
  type SecretUse as SecretUseView,
} from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { auditOrigin } from '../audit/audit-note.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given, LevelQuery } from './query.ts';

const ByName = Type.Object({ name: Type.String({ maxLength: 63 }) });
const Filter = Type.Object({ ...LevelQuery, name: Type.Optional(Type.String({ maxLength: 63 })) });

export function addSecretRoutes(app: App, { secrets }: Pick<ApiContext, 'secrets'>): void {
  app.get<{ Querystring: Static<typeof Filter> }>('/secrets', {
    config: { access: { action: 'secret.read', resource: 'secret' } },
    schema: {
      tags: ['secrets'],
      summary: 'Secrets by name, without their values',
      querystring: Filter,
      response: { 200: pageRef('SecretPage') },
    },
    handler: async (request) => ({
      items: (await secrets.list(principalOf(request), request.query)).map(secretView),
    }),
  });

  app.post<{ Body: SetSecret }>('/secrets', {
    config: { access: { action: 'secret.set', resource: 'secret' } },
    schema: {
      tags: ['secrets'],
      summary: 'Make a secret, or give it a new value; the old one is gone',
      body: ref(SetSecret),
      response: { 200: ref(SecretSchema) },
    },
    handler: async (request) => {
      const { name, value, project, environment, reason } = request.body;
      assertLength(value);
      const { tenantKey } = principalOf(request);
      const level = { tenantKey, ...given({ project, environment }) };
      return secretView(await secrets.put(level, { name, value }, auditOrigin(request, reason)));
    },
  });

  app.post<{ Body: RemoveSecret }>('/secrets/remove', {
    config: { access: { action: 'secret.remove', resource: 'secret' } },
    schema: {
      tags: ['secrets'],
      summary: 'Remove a secret; tasks that name it fail from now on',
      body: ref(RemoveSecret),
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const { name, project, environment, reason } = request.body;
      const { tenantKey } = principalOf(request);
      const level = { tenantKey, ...given({ project, environment }) };
      if (!(await secrets.remove(level, name, auditOrigin(request, reason)))) throw notFound('secret');
      return reply.code(204).send();
    },
  });

  app.get<{ Params: Static<typeof ByName>; Querystring: Static<typeof LevelSchema> }>('/secrets/:name/usage', {
    config: { access: { action: 'secret.read', resource: 'secret' } },
    schema: {
      tags: ['secrets'],
      summary: 'Workflows whose live version, and channels that, name the secret',
      params: ByName,
      querystring: LevelSchema,
      response: { 200: pageRef('SecretUsePage') },
    },
    handler: async (request) => {
      const { tenantKey } = principalOf(request);
      const uses = await secrets.usage({ tenantKey, ...request.query }, request.params.name);
      if (!uses) throw notFound('secret');
      return { items: uses.map(useView) };
    },
  });
}

const LevelSchema = Type.Object(LevelQuery);

/** The schema counts characters. */
function assertLength(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes >= SECRET_BYTES.min && bytes <= SECRET_BYTES.max) return;
  throw new CarillonError({
    code: 'VALIDATION_REQUEST',
    message: said`the value has ${bytes} bytes; a secret has ${SECRET_BYTES.min} to ${SECRET_BYTES.max}`,
    hint: said`A shorter one cannot be masked in logs. Keep a large one in a file that the task fetches.`,
  });
}

const useView = ({ project, effective, ...names }: SecretUse): SecretUseView => ({
  project,
  ...given(names),
  effective,
});

function secretView(record: SecretRecord): Secret {
  return {
    apiVersion: 'carillon/v1',
    kind: 'Secret',
    id: formatId('sec', record.id),
    name: record.name,
    level: levelOf(record),
    ...given({ project: record.project, environment: record.environment }),
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    createdBy: record.createdBy,
    updatedAt: record.updatedAt.toISOString(),
    updatedBy: record.updatedBy,
    ...given({ lastUsedAt: record.lastUsedAt?.toISOString() }),
    usedBy: record.usedBy,
  };
}
