/** Checking and publishing documents. */
import { compileSchedule, type NewVersion, NO_CALENDARS, schedulesOf, type WorkflowDocument } from '@carillon/core';
import type { ApplyRequest, ApplyResult, ProblemItem, ValidateResult } from '@carillon/protocol';
import {
  ApplyRequest as ApplyRequestSchema,
  ApplyResult as ApplyResultSchema,
  ValidateResult as ValidateResultSchema,
} from '@carillon/protocol';
import { type Finding, hashVersion, type LoadedWorkflow, loadDocuments } from '@carillon/spec';
import { APPLY_BODY_LIMIT_BYTES } from '../config.ts';
import { principalOf } from '../http/access-hooks.ts';
import { InputError } from '../http/problem.ts';
import { ref } from '../http/schemas.ts';
import type { ApiContext, App, Place } from './context.ts';
import { Place as PlaceQuery } from './query.ts';

export function addDocumentRoutes(app: App, context: ApiContext): void {
  // A single document may come as it is; the strict body schema then sees it in the usual form.
  app.addContentTypeParser('application/yaml', { parseAs: 'string' }, (_request, text, done) => {
    done(null, { documents: [{ path: 'document.yaml', text: String(text) }] } satisfies ApplyRequest);
  });

  app.post<{ Body: ApplyRequest }>('/documents/validate', {
    bodyLimit: APPLY_BODY_LIMIT_BYTES,
    config: { access: { action: 'document.validate', resource: 'workflow' } },
    schema: {
      tags: ['documents'],
      summary: 'Check documents, change nothing',
      body: ref(ApplyRequestSchema),
      response: { 200: ref(ValidateResultSchema) },
    },
    handler: ({ body }): ValidateResult => {
      const { findings } = load(body);
      return { valid: !findings.some(isError), errors: findings.map(itemOf) };
    },
  });

  app.post<{ Body: ApplyRequest; Querystring: PlaceQuery }>('/documents/apply', {
    bodyLimit: APPLY_BODY_LIMIT_BYTES,
    config: { access: { action: 'document.apply', resource: 'workflow' } },
    schema: {
      tags: ['documents'],
      summary: 'Publish documents: all of them, or none',
      querystring: PlaceQuery,
      body: ref(ApplyRequestSchema),
      response: { 200: ref(ApplyResultSchema) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const place = await context.lookups.place(principal, request.query.environment);
      const { workflows, findings } = load(request.body);
      const errors = findings.filter(isError);
      if (errors.length > 0) throw new InputError('VALIDATION_DOCUMENT', summaryOf(errors), errors.map(itemOf));
      const signed = { author: principal.name, message: request.body.message ?? '' };
      const versions = workflows.map((loaded) => newVersion(loaded, signed, context.clock.now()));
      return request.body.dryRun ? preview(context, place, versions) : publish(context, place, versions);
    },
  });
}

const load = (body: ApplyRequest) => loadDocuments(body.documents, body.files ?? {});

async function publish(context: ApiContext, place: Place, versions: readonly NewVersion[]): Promise<ApplyResult> {
  const applied = await context.catalog.apply(place, versions);
  context.lookups.forgetVersions();
  context.onApplied();
  // Built-in calendars come into force with what uses them; nobody applied them.
  return { items: applied.flatMap(({ project, ...one }) => (project === undefined ? [] : [{ project, ...one }])) };
}

/** What an apply would do now, by the same comparison. */
async function preview({ catalog }: ApiContext, place: Place, versions: readonly NewVersion[]): Promise<ApplyResult> {
  const items: ApplyResult['items'] = [];
  for (const { document, hash } of versions) {
    const { project, name } = document;
    const newest = (await catalog.versions(place, project, name, { limit: 1 }))?.items[0];
    const live = await catalog.liveVersion(place, project, name);
    const isNew = newest?.hash !== hash;
    const version = (newest?.number ?? 0) + (isNew ? 1 : 0);
    const outcome = !newest ? 'created' : isNew || live?.versionKey !== newest.key ? 'updated' : 'unchanged';
    items.push({ kind: 'Workflow', project, name, version, outcome });
  }
  return { items };
}

function newVersion(loaded: LoadedWorkflow, signed: Pick<NewVersion, 'author' | 'message'>, now: number): NewVersion {
  const { document, files, source } = loaded;
  return {
    document,
    files,
    source,
    hash: hashVersion(document, files),
    schedules: newSchedules(document, now),
    ...signed,
  };
}

/** A schedule takes its workflow's zone along: the ticker reads nothing but the schedule. */
function newSchedules(document: WorkflowDocument, now: number): NewVersion['schedules'] {
  return schedulesOf(document).map(([name, schedule]) => {
    const definition = { ...schedule, timezone: schedule.timezone ?? document.timezone ?? 'UTC' };
    const key = `${document.project}/${document.name}/${name}`;
    const next = compileSchedule(definition, { key, calendars: NO_CALENDARS }).next(now);
    return { name, definition, nextFireAt: next && new Date(next.at) };
  });
}

const isError = (finding: Finding): boolean => finding.severity === 'error';

function itemOf({ pointer, code, message, file, line, column, hint }: Finding): ProblemItem {
  return { pointer, code, message, file, line, column, ...(hint === undefined ? {} : { hint }) };
}

function summaryOf([first, ...others]: readonly Finding[]): string {
  if (!first) return '';
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${first.file}:${first.line}:${first.column}: ${first.message}${more}`;
}
