/** Limits: who has their slots and who waits, and those that projects and tenants set. */
import {
  CarillonError,
  type ConcurrencyDocument,
  ExpressionError,
  formatId,
  LIMIT_LEVELS,
  type LimitDetail,
  type LimitPartyRecord,
  type LimitRecord,
  type LimitRuleDocument,
  type LimitRuleVersion,
  parseDuration,
  parseId,
  type Principal,
  references,
  said,
  type Said,
} from '@carillon/core';
import { Limit, LimitRule, RemoveLimitRule, SetLimitRule } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { auditOrigin } from '../audit/audit-note.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given, Place } from './query.ts';
import { actionView } from './views.ts';

const Named = { project: Type.Optional(Type.String({ maxLength: 63 })) };
const Filter = Type.Object({
  ...Place.properties,
  ...Named,
  level: Type.Optional(Type.Enum([...LIMIT_LEVELS])),
  name: Type.Optional(Type.String({ maxLength: 200 })),
});
const OfProject = Type.Object(Named);
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const SHOWN = 500;
const tags = ['limits'];

export function addLimitRoutes(app: App, { limits, lookups }: Pick<ApiContext, 'limits' | 'lookups'>): void {
  app.get<{ Querystring: Static<typeof Filter> }>('/limits', {
    config: { access: { action: 'limit.read', resource: 'limit' } },
    schema: {
      tags,
      summary: `Limits that somebody has or wants now, those with the longest lines first, at most ${SHOWN}`,
      querystring: Filter,
      response: { 200: pageRef('LimitPage') },
    },
    handler: async (request) => {
      const { environment, project, level, name } = request.query;
      const { tenantKey, environmentKey } = await lookups.place(principalOf(request), environment);
      const filter = { project, level: LIMIT_LEVELS.find((one) => one === level), name };
      return { items: (await limits.limits({ tenantKey, environmentKey }, filter, SHOWN)).map(limitView) };
    },
  });

  app.get<{ Params: Static<typeof ById> }>('/limits/:id', {
    config: { access: { action: 'limit.read', resource: 'limit' } },
    schema: {
      tags,
      summary: 'A limit, with who has its slots and who waits',
      params: ById,
      response: { 200: ref(Limit) },
    },
    handler: async (request) => {
      const id = parseId('lim', request.params.id);
      const limit = id === undefined ? undefined : await limits.limit(principalOf(request), id);
      if (!limit) throw notFound('limit');
      return detailView(limit);
    },
  });

  app.get<{ Querystring: Static<typeof OfProject> }>('/limit-rules', {
    config: { access: { action: 'limit.read', resource: 'limit' } },
    schema: {
      tags,
      summary: 'Limits that the tenant and its projects set',
      querystring: OfProject,
      response: { 200: pageRef('LimitRulePage') },
    },
    handler: async (request) => ({
      items: (await limits.rules(principalOf(request), request.query)).map((rule) =>
        ruleView(rule, principalOf(request)),
      ),
    }),
  });

  app.post<{ Body: SetLimitRule }>('/limit-rules', {
    config: { access: { action: 'limit.set', resource: 'limit' } },
    schema: {
      tags,
      summary: 'Limit the task runs, or the runs, of a project or the tenant; holds for what comes a second later',
      body: ref(SetLimitRule),
      response: { 200: ref(LimitRule) },
    },
    handler: async (request) => {
      const { name, project, number, reason } = request.body;
      const definition = definitionOf(request.body);
      const by = auditOrigin(request, reason);
      const principal = principalOf(request);
      return ruleView(await limits.setRule(principal, { name, project, number }, definition, by), principal);
    },
  });

  app.post<{ Body: RemoveLimitRule }>('/limit-rules/remove', {
    config: { access: { action: 'limit.remove', resource: 'limit' } },
    schema: {
      tags,
      summary: 'Remove a limit; what waits for it goes on',
      body: ref(RemoveLimitRule),
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const { name, project, number, reason } = request.body;
      const rule = { name, project, number };
      if (!(await limits.removeRule(principalOf(request), rule, auditOrigin(request, reason)))) throw notFound('limit');
      return reply.code(204).send();
    },
  });
}

function definitionOf({ counts, concurrency, rate, when }: SetLimitRule): LimitRuleDocument {
  const wrong = (message: Said, hint: Said) => new CarillonError({ code: 'VALIDATION_REQUEST', message, hint });
  if (!concurrency && !rate)
    throw wrong(said`a limit has concurrency, a rate, or both`, said`Give concurrency: {max}, or rate: {limit, per}.`);
  if (rate && !parseDuration(rate.per)) throw wrong(said`rate.per is no time`, said`Write 1s, 1m or 1h.`);
  try {
    for (const key of [concurrency?.key, rate?.key]) references({ value: key ?? null });
    if (when !== undefined) references({ condition: when });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw wrong(error.said.message, error.said.hint ?? said`See docs/reference/expressions.md.`);
  }
  return {
    ...(counts === 'runs' && { counts }),
    ...(concurrency && { concurrency: concurrency as ConcurrencyDocument }),
    ...(rate && { rate }),
    ...(when !== undefined && { when }),
  };
}

function limitView(record: LimitRecord): Limit {
  const { id, level, name, key, project, max, onLimit, intervalMs, burst, held, waiting, freeAt } = record;
  return {
    apiVersion: 'carillon/v1',
    kind: 'Limit',
    id: formatId('lim', id),
    level,
    name,
    key,
    onLimit,
    held,
    waiting,
    ...given({ project, max, intervalMs, burst: intervalMs && burst, freeAt: freeAt?.toISOString() }),
  };
}

const detailView = (limit: LimitDetail): Limit => ({
  ...limitView(limit),
  holders: limit.holders.map(partyView),
  line: limit.line.map(partyView),
});

function partyView({ runId, workflow, task, since }: LimitPartyRecord) {
  return { runId: formatId('run', runId), workflow, since: since.toISOString(), ...given({ task }) };
}

function ruleView(
  { name, project, number, definition, author, createdAt }: LimitRuleVersion,
  principal: Principal,
): LimitRule {
  return {
    apiVersion: 'carillon/v1',
    kind: 'LimitRule',
    name,
    number,
    ...(definition as Pick<LimitRule, 'counts' | 'concurrency' | 'rate' | 'when'>),
    author,
    createdAt: createdAt.toISOString(),
    ...given({ project }),
    actions: {
      set: actionView(principal, 'limit.set', undefined),
      remove: actionView(principal, 'limit.remove', undefined),
    },
  };
}
