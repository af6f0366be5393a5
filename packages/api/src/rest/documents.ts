/** Checking and publishing documents. */
import {
  type AuditOrigin,
  canonicalJson,
  CarillonError,
  type DatasetDocument,
  type NewVersion,
  said,
  type Said,
} from '@carillon/core';
import type { ApplyRequest, ApplyResult, ValidateResult } from '@carillon/protocol';
import {
  ApplyRequest as ApplyRequestSchema,
  ApplyResult as ApplyResultSchema,
  ValidateResult as ValidateResultSchema,
} from '@carillon/protocol';
import { type Finding, type LoadResult, loadDocuments } from '@carillon/spec';
import { calendarFindings } from '@carillon/spec/calendars';
import { auditOrigin } from '../audit/audit-note.ts';
import { APPLY_BODY_LIMIT_BYTES } from '../config.ts';
import { principalOf } from '../http/access-hooks.ts';
import { InputError } from '../http/problem.ts';
import { ref } from '../http/schemas.ts';
import {
  calendarChanges,
  calendarOutcomes,
  calendarsOf,
  type DocumentCalendars,
  newVersions,
} from './applied-documents.ts';
import type { ApiContext, App, Place } from './context.ts';
import { itemOf } from './finding-item.ts';
import { newQueues, queueOutcomes, queueProblems } from './applied-queues.ts';
import { Place as PlaceQuery } from './query.ts';
import { secretFindings } from './secret-findings.ts';
import { waitFindings } from './wait-findings.ts';
import { workerFindings } from './worker-findings.ts';
import { workflowFindings } from './workflow-findings.ts';

export function addDocumentRoutes(app: App, context: ApiContext): void {
  // A single document may come as it is; the strict body schema then sees it in the usual form.
  app.addContentTypeParser('application/yaml', { parseAs: 'string' }, (_request, text, done) => {
    done(null, { documents: [{ path: 'document.yaml', text: String(text) }] } satisfies ApplyRequest);
  });

  app.post<{ Body: ApplyRequest; Querystring: PlaceQuery }>('/documents/validate', {
    bodyLimit: APPLY_BODY_LIMIT_BYTES,
    config: { access: { action: 'document.validate', resource: 'workflow' } },
    schema: {
      tags: ['documents'],
      summary: 'Check documents, change nothing',
      querystring: PlaceQuery,
      body: ref(ApplyRequestSchema),
      response: { 200: ref(ValidateResultSchema) },
    },
    handler: async (request): Promise<ValidateResult> => {
      const place = await context.lookups.place(principalOf(request), request.query.environment);
      const loaded = load(request.body);
      const calendars = await calendarsOf(context, place, loaded);
      const findings = [
        ...loaded.findings,
        ...(calendars ? calendarFindings(calendars.links, loaded) : []),
        ...(await queueProblems(context, loaded)),
        ...(await secretFindings(context.secrets, place, loaded.workflows)),
        ...(await waitFindings(context.catalog, place, loaded.workflows)),
        ...(await workflowFindings(context.catalog, place, loaded.workflows)),
        ...(await workerFindings(context.queries, place, loaded.workflows)),
      ];
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
      const loaded = load(request.body);
      refuse(loaded.findings);
      const signed = { author: principal.name, message: request.body.message ?? '' };
      const applied = request.body.dryRun
        ? await preview(context, place, loaded, signed)
        : await publish(context, place, loaded, { ...signed, by: auditOrigin(request), basedOn: request.body.basedOn });
      const warnings = [
        ...(await secretFindings(context.secrets, place, loaded.workflows)),
        ...(await waitFindings(context.catalog, place, loaded.workflows)),
        ...(await workflowFindings(context.catalog, place, loaded.workflows)),
      ];
      return { ...applied, ...(warnings.length > 0 ? { warnings: warnings.map(itemOf) } : {}) };
    },
  });
}

type Signed = Pick<NewVersion, 'author' | 'message'>;

/** Somebody else's calendars may come into force while ours are compiled; they are compiled again then. */
const TRIES = 3;

const load = (body: ApplyRequest): LoadResult => loadDocuments(body.documents, body.files ?? {});

async function publish(
  context: ApiContext,
  place: Place,
  loaded: LoadResult,
  { by, basedOn, ...signed }: Signed & { readonly by: AuditOrigin; readonly basedOn: ApplyRequest['basedOn'] },
): Promise<ApplyResult> {
  for (let attempt = 1; ; attempt += 1) {
    const { calendars, versions } = await prepare(context, place, loaded, signed);
    const changes = calendars && { calendars: calendarChanges(calendars, loaded, signed) };
    const queues = newQueues(loaded, signed);
    try {
      const applied = await context.catalog.apply(place, versions, {
        ...changes,
        queues,
        datasets: documentsOf(loaded.datasets),
        ...(basedOn && { basedOn: new Map(Object.entries(basedOn)) }),
        by,
      });
      context.lookups.forgetVersions();
      context.onApplied();
      const same = calendars
        ? calendarOutcomes(calendars, loaded).filter(({ outcome }) => outcome === 'unchanged')
        : [];
      // Built-in calendars come into force with what uses them; nobody applied them.
      return {
        items: [
          ...same,
          ...applied.flatMap(({ project, ...one }) => (project === undefined ? [] : { project, ...one })),
        ],
      };
    } catch (error) {
      const isOvertaken = calendars && error instanceof CarillonError && error.code === 'CONFLICT_BUSY';
      if (!isOvertaken || attempt === TRIES) throw error;
    }
  }
}

interface Prepared {
  readonly calendars: DocumentCalendars | undefined;
  readonly versions: readonly NewVersion[];
}

/** @throws InputError for calendars that cannot be compiled or do not exist */
async function prepare(context: ApiContext, place: Place, loaded: LoadResult, signed: Signed): Promise<Prepared> {
  const calendars = await calendarsOf(context, place, loaded);
  if (calendars) refuse(calendarFindings(calendars.links, loaded));
  refuse(await queueProblems(context, loaded));
  return { calendars, versions: newVersions(loaded, calendars?.links, signed, context.clock.now()) };
}

/** What an apply would do now, by the same comparison. */
async function preview(context: ApiContext, place: Place, loaded: LoadResult, signed: Signed): Promise<ApplyResult> {
  const { catalog } = context;
  const { calendars, versions } = await prepare(context, place, loaded, signed);
  const items = [
    ...(calendars ? calendarOutcomes(calendars, loaded) : []),
    ...(await queueOutcomes(context, newQueues(loaded, signed))),
  ];
  for (const { document, hash } of versions) {
    const { project, name } = document;
    const newest = (await catalog.versions(place, project, name, { limit: 1 }))?.items[0];
    const live = await catalog.liveVersion(place, project, name);
    const isNew = newest?.hash !== hash;
    const version = (newest?.number ?? 0) + (isNew ? 1 : 0);
    const outcome = !newest ? 'created' : isNew || live?.versionKey !== newest.key ? 'updated' : 'unchanged';
    items.push({ kind: 'Workflow', project, name, version, outcome });
  }
  for (const document of documentsOf(loaded.datasets)) items.push(await datasetOutcome(context, place, document));
  return { items };
}

const documentsOf = (loaded: LoadResult['datasets']): readonly DatasetDocument[] =>
  loaded.map(({ document }) => document);

async function datasetOutcome(
  { datasets }: ApiContext,
  place: Place,
  document: DatasetDocument,
): Promise<ApplyResult['items'][number]> {
  const { project, name } = document;
  const before = await datasets.dataset(place, project, name);
  const isSame = before?.document !== undefined && canonicalJson(before.document) === canonicalJson(document);
  const version = (before?.version ?? 0) + (isSame ? 0 : 1);
  const outcome = isSame ? 'unchanged' : version === 1 ? 'created' : 'updated';
  return { kind: 'Dataset', project, name, version, outcome };
}

function refuse(findings: readonly Finding[]): void {
  const errors = findings.filter(isError);
  if (errors.length > 0) throw new InputError('VALIDATION_DOCUMENT', summaryOf(errors), errors.map(itemOf));
}

const isError = (finding: Finding): boolean => finding.severity === 'error';

function summaryOf([first, ...others]: readonly Finding[]): Said | undefined {
  if (!first) return undefined;
  const more = others.length === 0 ? '' : said` (and ${others.length} more)`;
  return said`${first.file}:${first.line}:${first.column}: ${first.message}${more}`;
}
