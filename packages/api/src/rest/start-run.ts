/**
 * Starting runs: the route that is measured. Per request it costs no statement but the start's own: the
 * caller, the version and the variables come from short-lived look-ups, and the answer is made from what
 * is known, since a new run is the request and an id.
 */
import {
  type CalendarTables,
  CarillonError,
  documentZone,
  type ExpressionContext,
  runInterval,
  runLogicalDate,
  formatId,
  type Idempotency,
  type JsonObject,
  type LiveVersion,
  MAX_PARAMS_BYTES,
  nearLimit,
  paramsBytes,
  type Principal,
  placeContext,
  type Reason,
  resolveParams,
  type RunRecord,
  runContext,
  type StartManyRequest,
  type StartRequest,
  type UniqueDocument,
  takesRuns,
  said,
} from '@carillon/core';
import { Run, StartedBatch, StartRun, StartRunBatch } from '@carillon/protocol';
import { principalOf } from '../http/access-hooks.ts';
import { InputError } from '../http/problem.ts';
import { ref } from '../http/schemas.ts';
import { acceptedAtOf } from './accepted-at.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { IdempotencyHeader, idempotencyOf, keyReused } from './idempotency.ts';
import { type LogicalMoment, momentNow, momentOfDate } from './logical-time.ts';
import { Place } from './query.ts';
import { calendarsOfRuns } from './run-calendars.ts';
import { runView } from './run-views.ts';

const START = { access: { action: 'run.start', resource: 'run' } } as const;
const DEFAULT_PROJECT = 'default';
/** Below it runs are put off first. */
const USUAL_PRIORITY = 50;

export function addStartRoutes(app: App, context: ApiContext): void {
  app.post<{ Body: StartRun; Querystring: Place }>('/runs', {
    config: START,
    schema: {
      tags: ['runs'],
      summary: 'Start a run',
      querystring: Place,
      headers: IdempotencyHeader,
      body: ref(StartRun),
      response: { 200: ref(Run), 201: ref(Run), 202: ref(Run) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { body } = request;
      const target = await findTarget(context, principal, request.query.environment, body);
      if ((body.priority ?? target.live.document.priority ?? USUAL_PRIORITY) < USUAL_PRIORITY)
        context.admit('low_priority');
      const moment =
        body.date === undefined
          ? momentNow(target.live, context.clock.now())
          : await momentOfDate(context.calendars, target.live, body.date);
      const params = await paramsOf(context, target, moment, {
        input: (body.params ?? {}) as JsonObject,
        pointer: '/params',
      });
      const idempotency = idempotencyOf(request, principal, 'POST /runs');
      const plain = startRequest(target, { params, moment, idempotency, priority: body.priority });
      const start = body.unique ? { ...plain, unique: body.unique as UniqueDocument } : plain;
      const result = await context.starter.start(start);
      const notices = startNotices(context, principal, params);
      for (const notice of notices) reply.near(notice);
      if (result.kind === 'key_reused') throw keyReused();
      const viewer = { principal, publicUrl: context.publicUrl() };
      if (result.kind === 'replayed') {
        reply.header('idempotency-replayed', 'true');
        return reply.code(201).send(runView(await acceptedAs(context, principal, result.runId), viewer));
      }
      if (result.kind === 'started')
        return reply.code(201).send(runView(newRun(result.runId, target, start), viewer, notices));
      if (result.kind === 'duplicate' && result.refused) throw duplicateOf(result.runId);
      const run = await context.queries.run(principal, result.runId);
      if (!run) throw notFound('run');
      const accepted =
        result.kind === 'duplicate'
          ? { as: 'duplicate' as const }
          : { as: 'collected' as const, requests: result.requests, startsAt: result.startsAt.toISOString() };
      return reply.code(result.kind === 'duplicate' ? 200 : 202).send({ ...runView(run, viewer), accepted });
    },
  });

  app.post<{ Body: StartRunBatch; Querystring: Place }>('/runs/batch', {
    config: START,
    schema: {
      tags: ['runs'],
      summary: 'Start up to 1 000 runs of one workflow',
      description:
        'All of them or none. A workflow that makes runs unique or collects requests takes them one by one instead, so that what was taken stands.',
      querystring: Place,
      headers: IdempotencyHeader,
      body: ref(StartRunBatch),
      response: { 201: ref(StartedBatch) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { body } = request;
      const target = await findTarget(context, principal, request.query.environment, body);
      const moment = momentNow(target.live, context.clock.now());
      const idempotency = idempotencyOf(request, principal, 'POST /runs/batch');
      const resolve = await paramsResolver(context, target, moment);
      const params = body.items.map((item, i) =>
        resolve({ input: (item.params ?? {}) as JsonObject, pointer: `/items/${i}/params` }),
      );
      const results = await context.starter.startMany(sharedRequest(target, moment), params, idempotency);
      if (results.some((result) => result.kind === 'key_reused')) throw keyReused();
      if (results.some((result) => result.kind === 'replayed')) reply.header('idempotency-replayed', 'true');
      const ids = results.flatMap((result) => (result.kind === 'key_reused' ? [] : [formatId('run', result.runId)]));
      return reply.code(201).send({ ids } satisfies StartedBatch);
    },
  });
}

/** Starts what a plan says, once for its key, without params. @throws CarillonError where another version is live by now */
export async function startPlanned(
  context: ApiContext,
  principal: Principal,
  planned: {
    readonly environment: string;
    readonly project: string;
    readonly name: string;
    readonly version: number;
    readonly key: string;
  },
): Promise<string> {
  const { environment, project, name, version, key } = planned;
  const target = await findTarget(context, principal, environment, { project, workflow: name });
  if (target.live.number !== version)
    throw new CarillonError({
      code: 'PLAN_STALE',
      message: said`version ${target.live.number} is live by now; the plan was made for version ${version}`,
    });
  const moment = momentNow(target.live, context.clock.now());
  const params = await paramsOf(context, target, moment, { input: {}, pointer: '/params' });
  const bodyHash = new TextEncoder().encode(`${project}/${name}@${version}`);
  const idempotency = { principal: principal.name, route: 'workflow plan', key, bodyHash };
  const result = await context.starter.start(
    startRequest(target, { params, moment, idempotency, priority: undefined }),
  );
  if (result.kind === 'key_reused') throw keyReused();
  return result.runId;
}

export interface Target {
  readonly live: LiveVersion;
  readonly principal: Principal;
  readonly environment: string;
  /** Those that the workflow names. */
  readonly calendars: CalendarTables;
}

async function findTarget(
  context: ApiContext,
  principal: Principal,
  environment: string | undefined,
  wanted: { readonly project?: string; readonly workflow: string },
): Promise<Target> {
  const { lookups } = context;
  const place = await lookups.place(principal, environment);
  const live = await lookups.liveVersion(place, wanted.project ?? DEFAULT_PROJECT, wanted.workflow);
  if (!takesRuns(live.lifecycle)) {
    throw new CarillonError({
      code: 'CONFLICT_LIFECYCLE',
      message: said`the workflow "${wanted.workflow}" is ${live.lifecycle} and takes no new runs`,
    });
  }
  return { live, principal, environment: place.environment, calendars: await calendarsOfRuns(context, live) };
}

/** What is near a bound of the platform with this start, by what this server knows. */
function startNotices({ starter }: ApiContext, principal: Principal, params: JsonObject): readonly Reason[] {
  const { used, limit } = starter.queuedRuns(principal);
  const near = [nearLimit('params', paramsBytes(params), MAX_PARAMS_BYTES), nearLimit('queued_runs', used, limit)];
  return near.filter((reason) => reason !== undefined);
}

const duplicateOf = (runId: string): CarillonError =>
  new CarillonError({
    code: 'CONFLICT_DUPLICATE',
    message: said`the run ${formatId('run', runId)} has the unique key of this request`,
    hint: said`Wait for its end, stop it, or ask for another key.`,
  });

const triggerKind = (principal: Principal): string => (principal.by === 'session' ? 'manual' : 'api');

/** What expressions read of a run that is not written yet, besides its params. */
export function startContext(
  { live, principal, environment, calendars }: Target,
  moment: LogicalMoment,
): ExpressionContext & { readonly run: JsonObject } {
  const interval = runInterval(live.document, moment.time, calendars);
  // It has no id before it is written: defaults that ask for it are refused by name.
  const {
    id: _id,
    url: _url,
    ...run
  } = runContext({
    id: '',
    url: '',
    version: live.number,
    logicalTime: moment.time,
    logicalDate: moment.date,
    intervalStart: interval?.start,
    intervalEnd: interval?.end,
    trigger: triggerKind(principal),
  });
  const { project, name } = live.document;
  const place = placeContext({
    workflow: { name },
    project: { name: project },
    environment: { name: environment },
    tenant: { name: principal.tenant },
  });
  return { ...place, run, calendars, timeZone: documentZone(live.document) };
}

interface GivenParams {
  readonly input: JsonObject;
  readonly pointer: string;
}

/** @throws InputError listing every parameter that is wrong */
export const paramsOf = async (
  context: ApiContext,
  target: Target,
  moment: LogicalMoment,
  given: GivenParams,
): Promise<JsonObject> => (await paramsResolver(context, target, moment))(given);

/** For many starts of one moment: what their defaults may read is put together once. */
async function paramsResolver(
  { lookups }: ApiContext,
  target: Target,
  moment: LogicalMoment,
): Promise<(given: GivenParams) => JsonObject> {
  const { live } = target;
  const declared = live.document.params ?? {};
  const vars = Object.keys(declared).length === 0 ? {} : await lookups.variables(live.scope);
  const sources = { vars, context: startContext(target, moment) };
  return ({ input, pointer }) => {
    const resolved = resolveParams(declared, input, sources);
    if (resolved.ok) return resolved.values;
    const items = resolved.errors.map((error) => ({ ...error, pointer: `${pointer}${error.pointer}` }));
    const code = resolved.errors.some((error) => error.code === 'VALIDATION_PARAMS_TOO_LARGE')
      ? 'LIMIT_PARAMS'
      : 'VALIDATION_PARAMS';
    throw new InputError(code, undefined, items);
  };
}

interface StartParts {
  readonly params: JsonObject;
  readonly moment: LogicalMoment;
  readonly idempotency: Idempotency | undefined;
  readonly priority: number | undefined;
}

function startRequest(target: Target, { params, moment, idempotency, priority }: StartParts): StartRequest {
  return {
    ...sharedRequest(target, moment),
    params,
    ...(priority === undefined ? {} : { priority }),
    ...(idempotency === undefined ? {} : { idempotency }),
  };
}

const sharedRequest = ({ live, principal }: Target, moment: LogicalMoment): StartManyRequest => ({
  scope: live.scope,
  workflowKey: live.workflowKey,
  versionKey: live.versionKey,
  logicalTime: moment.time,
  triggerKind: triggerKind(principal),
  actor: principal.name,
});

/** The answer to an accepted start. Its state is the accepted one: what follows is read, not answered. */
export function newRun(id: string, { live, environment, calendars }: Target, start: StartRequest): RunRecord {
  return {
    id,
    project: live.document.project,
    environment,
    workflow: live.document.name,
    version: live.number,
    versionKey: live.versionKey,
    workflowKey: live.workflowKey,
    ...ACCEPTED,
    labels: live.document.labels ?? {},
    createdAt: acceptedAtOf(id),
    logicalTime: start.logicalTime,
    logicalDate: runLogicalDate(
      live.document,
      { logicalTime: start.logicalTime, createdAt: acceptedAtOf(id) },
      calendars,
    ),
    triggerKind: start.triggerKind,
    actor: start.actor,
    params: start.params,
  };
}

const ACCEPTED = {
  state: 'queued',
  slaMissed: false,
  retries: 0,
  reason: undefined,
  startedAt: undefined,
  endedAt: undefined,
  output: undefined,
} as const;

/** The same answer again for the same key, whatever the run has done since. */
export async function acceptedAs({ queries }: ApiContext, principal: Principal, id: string): Promise<RunRecord> {
  const run = await queries.run(principal, id);
  if (!run)
    throw new CarillonError({ code: 'NOT_FOUND', message: said`the run of this idempotency key is no longer kept` });
  return { ...run, ...ACCEPTED, createdAt: acceptedAtOf(id) };
}
