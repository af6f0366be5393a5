/** A dry run: parameters, order, workers and firings of a document as it stands, and nothing is written. */
import {
  CarillonError,
  compileSchedule,
  documentZone,
  fieldValues,
  formatId,
  givenContext,
  isCapable,
  type LiveVersion,
  OUTERMOST,
  previewFirings,
  schedulesOf,
  TASK_MAPS,
  taskAt,
  type TaskDocument,
  type TestedTask,
  type WorkerRecord,
  type WorkflowDocument,
  said,
} from '@carillon/core';
import { type DryRun, DryRun as DryRunSchema, DryRunRequest } from '@carillon/protocol';
import { hasErrors, loadDocuments } from '@carillon/spec';
import { APPLY_BODY_LIMIT_BYTES } from '../config.ts';
import { principalOf } from '../http/access-hooks.ts';
import { InputError, wrongInput, itemView } from '../http/problem.ts';
import { ref } from '../http/schemas.ts';
import { askingTasks, offersOf } from './capable-workers.ts';
import type { ApiContext, App } from './context.ts';
import { itemOf } from './finding-item.ts';
import { type FormerRun, formerRun } from './former-run.ts';
import { givenStart } from './given-start.ts';
import { Place } from './query.ts';
import { calendarsOfRuns } from './run-calendars.ts';
import { runUrl } from './run-views.ts';
import { viewed } from './schedules/preview.ts';
import { startContext, type Target } from './start-run.ts';

const PATH = 'workflow.yaml';
const FIRINGS = 5;
const SHOWN_WORKERS = 20;

export function addDryRunRoute(app: App, context: ApiContext): void {
  app.post<{ Body: DryRunRequest; Querystring: Place }>('/documents/dry-run', {
    bodyLimit: APPLY_BODY_LIMIT_BYTES,
    config: { access: { action: 'document.validate', resource: 'workflow' } },
    schema: {
      tags: ['documents'],
      summary: 'What a document would do: parameters, order, workers, firings; nothing is written',
      querystring: Place,
      body: ref(DryRunRequest),
      response: { 200: ref(DryRunSchema) },
    },
    handler: async (request): Promise<DryRun> => {
      const principal = principalOf(request);
      const { text, files = {}, run } = request.body;
      const place = await context.lookups.place(principal, request.query.environment);
      const { workflows, findings } = loadDocuments([{ path: PATH, text }], files);
      const errors = findings.map(itemOf);
      const document = workflows[0]?.document;
      const nothing: DryRun = { errors, params: {}, tasks: [], firings: [] };
      if (!document || hasErrors(findings)) return nothing;
      const live = await asLive(context, place, document);
      const target = {
        live,
        principal,
        environment: place.environment,
        calendars: await calendarsOfRuns(context, live),
      };
      try {
        const named = taskNamed(document, request.body);
        const former =
          run === undefined ? undefined : await formerRun(context, principal, { run, task: named ?? OUTERMOST });
        const { moment, params } = await givenStart(context, target, request.body, former);
        return {
          errors,
          logicalDate: moment.date,
          ...(moment.time && { logicalTime: moment.time.toISOString() }),
          params,
          tasks: plannedTasks(document, await context.queries.workers(principal)),
          ...(named && { fields: await fieldsOf(context, target, named, { moment, params, former }) }),
          firings: await nextFirings(context, live, context.clock.now()),
        };
      } catch (error) {
        // What a run of that date, or with these parameters, would be refused for.
        if (error instanceof InputError) return { ...nothing, errors: [...errors, ...error.items.map(itemView)] };
        if (!(error instanceof CarillonError && error.code === 'VALIDATION_DATE')) throw error;
        return { ...nothing, errors: [...errors, { pointer: '', code: error.code, message: error.message }] };
      }
    },
  });
}

/** @throws InputError where there is none of the name */
function taskNamed(document: WorkflowDocument, { in: map = 'tasks', task }: DryRunRequest): TestedTask | undefined {
  if (task === undefined) return undefined;
  const found = taskAt(document, { in: map, task });
  if (found) return found;
  const message = said`there is no task "${task}" in ${map}`;
  throw wrongInput('/task', message);
}

/** As an attempt in the place of the former run's would read them; without one, other tasks have come to nothing. */
async function fieldsOf(
  context: ApiContext,
  target: Target,
  { task }: TestedTask,
  { moment, params, former }: Awaited<ReturnType<typeof givenStart>> & { readonly former: FormerRun | undefined },
): Promise<NonNullable<DryRun['fields']>> {
  const { run, ...place } = startContext(target, moment);
  const of = former && {
    id: formatId('run', former.run.id),
    url: runUrl(context.publicUrl(), former.run),
    trigger: former.run.triggerKind,
    state: former.run.state,
  };
  return fieldValues(task, {
    ...place,
    params,
    vars: await context.lookups.variables(target.live.scope),
    run: { ...run, ...of },
    ...givenContext({ tasks: former?.tasks ?? {} }),
  }).map((field) => ({ ...field, at: [...field.at] }));
}

/** As if it were published; its project may not be there yet. */
async function asLive(
  { catalog }: ApiContext,
  place: { readonly tenantKey: number; readonly environmentKey: number; readonly environment: string },
  document: WorkflowDocument,
): Promise<LiveVersion> {
  const { tenantKey, environmentKey } = place;
  const known = await catalog.scopeOf({ tenantKey }, document.project, place.environment);
  const scope = known ?? { tenantKey, projectKey: 0, environmentKey };
  return { scope, workflowKey: 0, versionKey: 0, number: 1, lifecycle: 'active', document };
}

function plannedTasks(document: WorkflowDocument, workers: readonly WorkerRecord[]): DryRun['tasks'] {
  const offers = offersOf(workers);
  const steps = new Map(TASK_MAPS.map((map) => [map, stepsOf(document[map] ?? {})]));
  return [...askingTasks(document)]
    .map(({ in: map, task, fields, needs }) => {
      const able = needs ? offers.filter((worker) => isCapable(worker, needs)).map(({ name }) => name) : [];
      return {
        in: map,
        task,
        type: fields.type,
        step: steps.get(map)?.get(task) ?? 1,
        inline: needs === undefined,
        ...(needs && { queue: needs.queue }),
        workers: able.sort().slice(0, SHOWN_WORKERS),
        workerCount: able.length,
      };
    })
    .sort((a, b) => TASK_MAPS.indexOf(a.in) - TASK_MAPS.indexOf(b.in) || a.step - b.step);
}

/** One more than the last of the upstreams. A document with a cycle was refused before. */
function stepsOf(tasks: Readonly<Record<string, TaskDocument>>): ReadonlyMap<string, number> {
  const names = Object.keys(tasks);
  const waiting = new Map(names.map((name) => [name, tasks[name]?.needs?.length ?? 0]));
  const downstream = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) for (const need of tasks[name]?.needs ?? []) downstream.get(need)?.push(name);
  const steps = new Map(names.map((name) => [name, 1]));
  const ready = names.filter((name) => waiting.get(name) === 0);
  for (const name of ready)
    for (const next of downstream.get(name) ?? []) {
      steps.set(next, Math.max(steps.get(next) ?? 1, (steps.get(name) ?? 1) + 1));
      waiting.set(next, (waiting.get(next) ?? 1) - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  return steps;
}

async function nextFirings({ calendars }: ApiContext, live: LiveVersion, from: number): Promise<DryRun['firings']> {
  const { document } = live;
  const tables = await calendarsOfRuns({ calendars }, live);
  return schedulesOf(document).flatMap(([name, definition]) => {
    const key = `${document.project}/${document.name}/${name}`;
    const zoned = { ...definition, timezone: definition.timezone ?? documentZone(document) };
    const schedule = compileSchedule(zoned, { key, calendars: tables });
    return previewFirings(schedule, { from, count: FIRINGS }).map((firing) => ({ schedule: name, ...viewed(firing) }));
  });
}
