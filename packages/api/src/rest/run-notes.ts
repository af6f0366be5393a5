/** Notes on runs. They stand with the run and in the audit; the run itself stays as it is. */
import type { RunNote } from '@carillon/core';
import { AddRunNote, RunNote as RunNoteSchema } from '@carillon/protocol';
import type * as rest from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, runIdOf } from './context.ts';
import { IdempotencyHeader, idempotencyOf, onceMade } from './idempotency.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });

export function addRunNoteRoutes(app: App, { queries, notes }: Pick<ApiContext, 'queries' | 'notes'>): void {
  app.post<{ Params: Static<typeof ById>; Body: AddRunNote }>('/runs/:id/notes', {
    config: { access: { action: 'run.note', resource: 'run' } },
    schema: {
      tags: ['runs'],
      summary: 'Write something down about a run, also about one that has ended',
      params: ById,
      headers: IdempotencyHeader,
      body: ref(AddRunNote),
      response: { 201: ref(RunNoteSchema) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const run = await queries.run(principal, runIdOf(request.params.id));
      if (!run) throw notFound('run');
      request.audit.project = run.project;
      request.audit.environment = run.environment;
      request.audit.object = { name: run.workflow };
      const { text } = request.body;
      const idempotency = idempotencyOf(request, principal, 'POST /runs/{id}/notes');
      const asked = { id: newUuid(), text, author: principal.name, idempotency };
      const note = onceMade(await notes.addNote(principal, run.id, asked), reply);
      request.audit.after = { text };
      return reply.code(201).send(noteView(note));
    },
  });
}

export const notesView = (notes: readonly RunNote[]): { readonly notes?: rest.RunNote[] } =>
  notes.length > 0 ? { notes: notes.map(noteView) } : {};

const noteView = ({ id, text, author, at }: RunNote): rest.RunNote => ({ id, text, author, at: at.toISOString() });
