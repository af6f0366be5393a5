/** Variables (VOCABULARY §5), and what a run would see of them and of its parameters, with where it comes from. */
import {
  CarillonError,
  type Json,
  type Principal,
  type VariableLevel,
  type VariableRecord,
  said,
} from '@carillon/core';
import {
  type EffectiveValue,
  RemoveVariable,
  SetVariable,
  type Variable,
  Variable as VariableSchema,
} from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { auditOrigin } from '../audit/audit-note.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given, LevelQuery } from './query.ts';

const Filter = Type.Object({ ...LevelQuery, name: Type.Optional(Type.String({ maxLength: 63 })) });
const Effective = Type.Object({
  ...LevelQuery,
  workflow: Type.Optional(Type.String({ maxLength: 63, description: 'its parameters instead of all variables' })),
});

/** Until there are roles: the tenant that a new database begins with runs the platform. */
const PLATFORM_TENANT = 'default';
const DEFAULT_PROJECT = 'default';

export function addVariableRoutes(app: App, { variables, lookups }: Pick<ApiContext, 'variables' | 'lookups'>): void {
  app.get<{ Querystring: Static<typeof Filter> }>('/variables', {
    config: { access: { action: 'variable.read', resource: 'variable' } },
    schema: {
      tags: ['variables'],
      summary: 'Variables by name, the widest level first',
      querystring: Filter,
      response: { 200: pageRef('VariablePage') },
    },
    handler: async (request) => ({
      items: (await variables.list(principalOf(request), request.query)).map(variableView),
    }),
  });

  app.post<{ Body: SetVariable }>('/variables', {
    config: { access: { action: 'variable.set', resource: 'variable' } },
    schema: {
      tags: ['variables'],
      summary: 'Set a variable; runs that start a minute later see it everywhere',
      body: ref(SetVariable),
      response: { 200: ref(VariableSchema) },
    },
    handler: async (request) => {
      const { name, value, reason } = request.body;
      const level = levelIn(request.body, principalOf(request));
      return variableView(await variables.set(level, { name, value: value as Json }, auditOrigin(request, reason)));
    },
  });

  app.post<{ Body: RemoveVariable }>('/variables/remove', {
    config: { access: { action: 'variable.remove', resource: 'variable' } },
    schema: {
      tags: ['variables'],
      summary: 'Remove a variable; a wider level may have one of that name',
      body: ref(RemoveVariable),
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const { name, reason } = request.body;
      const level = levelIn(request.body, principalOf(request));
      if (!(await variables.remove(level, name, auditOrigin(request, reason)))) throw notFound('variable');
      return reply.code(204).send();
    },
  });

  app.get<{ Querystring: Static<typeof Effective> }>('/variables/effective', {
    config: { access: { action: 'variable.read', resource: 'variable' } },
    schema: {
      tags: ['variables'],
      summary: 'What a run would see, and which level supplies it',
      querystring: Effective,
      response: { 200: pageRef('EffectiveValuePage') },
    },
    handler: async (request) => {
      const { project = DEFAULT_PROJECT, workflow } = request.query;
      const place = await lookups.place(principalOf(request), request.query.environment);
      const { environment } = place;
      const seen = await variables.seenFrom({ tenantKey: place.tenantKey, project, environment });
      const byName = groupedByName(seen);
      if (workflow === undefined) return { items: [...byName.values()].map((records) => effectiveOf(records)) };
      const { document } = await lookups.liveVersion(place, project, workflow);
      return {
        items: Object.entries(document.params ?? {}).map(([name, { default: value }]) =>
          effectiveParam(name, value, byName.get(name) ?? []),
        ),
      };
    },
  });
}

function levelIn(
  { platform, project, environment }: Pick<SetVariable, 'platform' | 'project' | 'environment'>,
  { tenantKey, tenant }: Principal,
): VariableLevel {
  if (!platform) return { tenantKey, ...given({ project, environment }) };
  if (tenant !== PLATFORM_TENANT)
    throw new CarillonError({
      code: 'PERMISSION_DENIED',
      message: said`variables of the platform are not this tenant’s to change`,
      hint: said`Set it for the tenant: leave platform out.`,
    });
  if (project !== undefined || environment !== undefined)
    throw new CarillonError({
      code: 'VALIDATION_REQUEST',
      message: said`a variable of the platform belongs to no project and no environment`,
      hint: said`Leave either platform or the others out.`,
    });
  return { tenantKey, isPlatform: true };
}

function groupedByName(records: readonly VariableRecord[]): ReadonlyMap<string, readonly VariableRecord[]> {
  const groups = new Map<string, VariableRecord[]>();
  for (const record of records) {
    const group = groups.get(record.name);
    if (group) group.push(record);
    else groups.set(record.name, [record]);
  }
  return groups;
}

/** @param records of one name, the one that wins last */
function effectiveOf(records: readonly VariableRecord[]): EffectiveValue {
  const [winner, ...others] = [...records].reverse() as [VariableRecord, ...VariableRecord[]];
  return { ...sourceOf(winner), name: winner.name, overrides: others.map(sourceOf) };
}

/** The run's own input stands above both; a default above every variable. */
function effectiveParam(name: string, value: Json | undefined, records: readonly VariableRecord[]): EffectiveValue {
  const narrowestFirst = [...records].reverse().map(sourceOf);
  if (value !== undefined) return { name, value, level: 'workflow', overrides: narrowestFirst };
  const [winner, ...others] = narrowestFirst;
  return winner ? { ...winner, name, overrides: others } : { name, value: null, level: 'none', overrides: [] };
}

const sourceOf = ({ level, value, project, environment }: VariableRecord) => ({
  level,
  value,
  ...given({ project, environment }),
});

function variableView(record: VariableRecord): Variable {
  const { name, updatedBy } = record;
  return {
    apiVersion: 'carillon/v1',
    kind: 'Variable',
    name,
    ...sourceOf(record),
    updatedAt: record.updatedAt.toISOString(),
    updatedBy,
  };
}
