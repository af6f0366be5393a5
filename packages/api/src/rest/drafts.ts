/** Drafts of workflows: saved by whoever edits, with the revision they have seen, so no text is lost unseen. */
import { CarillonError, type DraftName, type DraftRecord, type Principal, said } from '@carillon/core';
import {
  BeatEditor,
  DiscardDraft,
  type Draft,
  Draft as DraftSchema,
  type DraftSummary,
  EditorPresence,
  SaveDraft,
} from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { APPLY_BODY_LIMIT_BYTES } from '../config.ts';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { IdempotencyHeader, idempotencyOf, onceMade } from './idempotency.ts';
import { given } from './query.ts';
import { actionView } from './views.ts';

const NAME = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' });
const Named = Type.Object({ project: NAME, name: NAME });
const Filter = Type.Object({
  project: Type.Optional(Type.String({ maxLength: 63 })),
  name: Type.Optional(Type.String({ maxLength: 63 })),
});
const tags = ['drafts'];

export function addDraftRoutes(app: App, { drafts }: Pick<ApiContext, 'drafts'>): void {
  app.get<{ Querystring: Static<typeof Filter> }>('/drafts', {
    config: { access: { action: 'draft.read', resource: 'workflow' } },
    schema: {
      tags,
      summary: 'Drafts by name, without their texts',
      querystring: Filter,
      response: { 200: pageRef('DraftPage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const listed = await drafts.list(principal, request.query);
      return { items: listed.map((draft) => summaryView(draft, principal)) };
    },
  });

  app.get<{ Params: DraftName }>('/drafts/:project/:name', {
    config: { access: { action: 'draft.read', resource: 'workflow' } },
    schema: { tags, summary: 'The draft of a workflow', params: Named, response: { 200: ref(DraftSchema) } },
    handler: async (request) => {
      const principal = principalOf(request);
      const draft = await drafts.draft(principal, request.params);
      if (!draft) throw notFound('draft');
      return draftView(draft, principal);
    },
  });

  app.post<{ Params: DraftName; Body: SaveDraft }>('/drafts/:project/:name/save', {
    bodyLimit: APPLY_BODY_LIMIT_BYTES,
    config: { access: { action: 'draft.save', resource: 'workflow' } },
    schema: {
      tags,
      summary: 'Keep a text; 409 when somebody else has saved another one meanwhile',
      params: Named,
      headers: IdempotencyHeader,
      body: ref(SaveDraft),
      response: { 200: ref(DraftSchema) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { text, revision, baseVersion } = request.body;
      const draft = { ...request.params, source: text, baseVersion, author: principal.name };
      const idempotency = idempotencyOf(request, principal, 'POST /drafts/{project}/{name}/save');
      const saved = await drafts.save(principal, draft, { expected: revision, idempotency });
      if (!saved) throw stale(await drafts.draft(principal, request.params));
      return draftView(onceMade(saved, reply), principal);
    },
  });

  app.post<{ Params: DraftName; Body: BeatEditor }>('/drafts/:project/:name/presence', {
    config: { access: { action: 'draft.read', resource: 'workflow' } },
    schema: {
      tags,
      summary:
        'Say that a window of the editor is there, and hear of the others; it counts as gone half a minute later',
      params: Named,
      body: ref(BeatEditor),
      response: { 200: ref(EditorPresence) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { window, task } = request.body;
      const [others, [draft]] = await Promise.all([
        drafts.beat(principal, request.params, { window, author: principal.name, task }),
        drafts.list(principal, request.params),
      ]);
      return {
        apiVersion: 'carillon/v1' as const,
        kind: 'EditorPresence' as const,
        ...(draft && { draft: summaryView(draft, principal) }),
        others: others.map(({ window, author, task }) => ({ window, author, ...given({ task }) })),
      };
    },
  });

  app.post<{ Params: DraftName; Body: DiscardDraft }>('/drafts/:project/:name/discard', {
    config: { access: { action: 'draft.discard', resource: 'workflow' } },
    schema: {
      tags,
      summary: 'Throw a draft away, as it was seen',
      params: Named,
      body: ref(DiscardDraft),
      response: { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const isGone = await drafts.discard(principal, request.params, request.body.revision);
      if (!isGone) throw stale(await drafts.draft(principal, request.params));
      return reply.code(204).send();
    },
  });
}

function stale(now: DraftRecord | undefined): CarillonError {
  const message = now
    ? said`the draft has been saved by ${now.author} meanwhile: it is at revision ${now.revision}`
    : said`the draft is gone: it was published or discarded meanwhile`;
  return new CarillonError({
    code: 'CONFLICT_STATE',
    message,
    hint: said`Read it again, merge, and save with its revision.`,
  });
}

function summaryView(
  { project, name, revision, baseVersion, author, updatedAt }: DraftRecord,
  principal: Principal,
): DraftSummary {
  return {
    apiVersion: 'carillon/v1',
    kind: 'Draft',
    project,
    name,
    revision,
    ...given({ baseVersion }),
    author,
    updatedAt: updatedAt.toISOString(),
    actions: { discard: actionView(principal, 'draft.discard', undefined) },
  };
}

const draftView = (draft: DraftRecord, principal: Principal): Draft => ({
  ...summaryView(draft, principal),
  text: draft.source,
});
