/** Task runs, their attempts, logs and artifacts. */
import { Readable } from 'node:stream';
import { definitionOf, type LogRange, type LogSlice as LogBytes } from '@carillon/core';
import { LogSlice, TaskRun } from '@carillon/protocol';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { DATA_POLICY } from '../http/security-headers.ts';
import { type ApiContext, type App, notFound, taskRunOf } from './context.ts';
import { given } from './query.ts';
import { attemptView, taskRunWithActions } from './task-run-views.ts';
import { logView } from './log-view.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Defined = Type.Object({
  definition: Type.Optional(Type.Boolean({ description: 'with the task as its run defines it' })),
});
const OfAttempt = Type.Object({ ...ById.properties, attempt: Type.Integer({ minimum: 1, maximum: 32_767 }) });
const OfArtifact = Type.Object({ ...OfAttempt.properties, name: Type.String({ maxLength: 255 }) });

/** One answer of JSON at most; a download is read in pieces of this size. */
const MAX_SLICE_BYTES = 256 * 1024;
const MAX_LINE = 2_147_483_647;
const Range = Type.Object({
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'bytes from the start' }),
  ),
  tail: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SLICE_BYTES, description: 'bytes before the end' })),
  line: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_LINE,
      description: 'a line to be shown, with some before it; the last one where it is behind the end',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_SLICE_BYTES, default: MAX_SLICE_BYTES })),
  download: Type.Optional(Type.Enum(['1', 'true'], { description: 'the whole log as a text file' })),
});

const tags = ['task runs'];
const READ = { access: { action: 'run.read', resource: 'run' } } as const;

export function addTaskRunRoutes(app: App, { queries }: ApiContext): void {
  app.get<{ Params: Static<typeof ById>; Querystring: Static<typeof Defined> }>('/task-runs/:id', {
    config: READ,
    schema: {
      tags,
      summary: 'A task run with its inputs and outputs',
      params: ById,
      querystring: Defined,
      response: { 200: ref(TaskRun) },
    },
    handler: async (request) => {
      const { runId, taskNo } = taskRunOf(request.params.id);
      const principal = principalOf(request);
      const [run, task] = await Promise.all([queries.run(principal, runId), queries.taskRun(principal, runId, taskNo)]);
      if (!run || !task) throw notFound('task run');
      const definition = request.query.definition ? definitionOf(run.document, task.task) : undefined;
      return { ...taskRunWithActions(task, run, principal), ...given({ definition }) };
    },
  });

  app.get<{ Params: Static<typeof ById> }>('/task-runs/:id/attempts', {
    config: READ,
    schema: { tags, summary: 'Attempts, oldest first', params: ById, response: { 200: pageRef('AttemptPage') } },
    handler: async (request) => {
      const { runId, taskNo } = taskRunOf(request.params.id);
      const attempts = await queries.attempts(principalOf(request), runId, taskNo);
      if (!attempts) throw notFound('task run');
      return { items: attempts.map(attemptView) };
    },
  });

  app.get<{ Params: Static<typeof OfAttempt>; Querystring: Static<typeof Range> }>(
    '/task-runs/:id/attempts/:attempt/log',
    {
      config: { access: { action: 'log.read', resource: 'run' } },
      schema: {
        tags,
        summary: 'A range of an attempt’s log',
        params: OfAttempt,
        querystring: Range,
        response: { 200: ref(LogSlice) },
      },
      handler: async (request, reply) => {
        const { attempt, id } = request.params;
        const { limit = MAX_SLICE_BYTES, download } = request.query;
        const read = (range: LogRange) => queries.log(principalOf(request), { ...taskRunOf(id), attempt }, range);
        const slice = await read(download ? { offset: 0, limit } : rangeOf(request.query, limit));
        if (!slice) throw notFound('attempt');
        if (!download) return logView(slice);
        return attach(reply, `${id}-${attempt}.log`, 'text/plain; charset=utf-8').send(
          Readable.from(wholeLog(slice, read)),
        );
      },
    },
  );

  app.get<{ Params: Static<typeof OfArtifact> }>('/task-runs/:id/attempts/:attempt/artifacts/:name', {
    config: { access: { action: 'artifact.read', resource: 'run' } },
    schema: {
      tags,
      summary: 'An artifact’s bytes',
      params: OfArtifact,
      response: {
        200: {
          description: 'the artifact',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
      },
    },
    handler: async (request, reply) => {
      const { id, attempt, name } = request.params;
      const artifact = await queries.artifact(principalOf(request), { ...taskRunOf(id), attempt, name });
      if (!artifact) throw notFound('artifact');
      reply.header('content-length', String(artifact.record.size)).header('etag', `"${artifact.record.sha256}"`);
      return attach(reply, name, artifact.record.contentType).send(Readable.from(artifact.body));
    },
  });
}

function rangeOf({ offset = 0, tail, line }: Static<typeof Range>, limit: number): LogRange {
  if (tail !== undefined) return { tail };
  return line === undefined ? { offset, limit } : { line, limit };
}

/** What tasks wrote is never shown by the browser as a page of ours (SECURITY S9.3, S9.4). */
function attach(reply: FastifyReply, name: string, contentType: string): FastifyReply {
  const plain = name.replace(/[^\w.-]/g, '_');
  return reply
    .type(contentType)
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
    .header('content-security-policy', DATA_POLICY);
}

/** Up to the end as it is when reached: a log that still grows is given as far as it is. */
async function* wholeLog(
  first: LogBytes,
  read: (range: { offset: number; limit: number }) => Promise<LogBytes | undefined>,
): AsyncGenerator<Uint8Array> {
  for (let slice: LogBytes | undefined = first; slice && slice.text.length > 0; ) {
    yield slice.text;
    slice = await read({ offset: slice.nextOffset, limit: MAX_SLICE_BYTES });
  }
}
