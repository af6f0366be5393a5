import { writeFile } from 'node:fs/promises';
import {
  type AttemptContext,
  type AttemptResult,
  type Executor,
  failure,
  type Json,
  problemReason,
  said,
  success,
  userError,
} from '@carillon/plugin-api';
import { artifactPath, badArtifactName } from '../artifact-path.ts';
import type { EgressAnswer, EgressClient, EgressRequest } from '../egress/client.ts';
import { failedRequest, mayChange } from '../egress/failure.ts';
import { httpSchema } from './schema.ts';

interface HttpFields {
  readonly method?: string;
  readonly url: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly json?: Json;
  readonly saveAs?: string;
  readonly expectStatus?: readonly number[];
}

/** As an output; more goes to an artifact. */
const MAX_BODY_BYTES = 256 * 1024;

export function createHttpExecutor(egress: EgressClient): Executor {
  return {
    type: 'http',
    schema: httpSchema,
    async run(context) {
      const fields = context.with as unknown as HttpFields;
      const saveTo = fields.saveAs === undefined ? undefined : artifactPath(context, fields.saveAs);
      if (fields.saveAs !== undefined && saveTo === undefined) {
        return failure(problemReason('START_FAILED', badArtifactName(fields.saveAs)), { retryable: false });
      }
      let answer: EgressAnswer;
      try {
        answer = await egress.send(requestOf(fields, context));
      } catch (error) {
        return failedRequest(context, error);
      }
      const { status, body } = answer;
      context.log.line(
        'system',
        `${fields.method ?? 'GET'} ${answer.url.origin}${answer.url.pathname} answered ${status} with ${body.length} bytes`,
      );
      if (!isExpected(status, fields.expectStatus)) return unexpected(context, status, body);
      if (saveTo === undefined) return withBody(answer);
      await writeFile(saveTo, body);
      return success({ status, size: body.length });
    },
  };
}

function requestOf(fields: HttpFields, { identity, signal }: AttemptContext): EgressRequest {
  const body = fields.json === undefined ? fields.body : JSON.stringify(fields.json);
  const headers = {
    'user-agent': 'carillon',
    accept: '*/*',
    ...(fields.json === undefined ? {} : { 'content-type': 'application/json' }),
    // The receiver can tell a repeated attempt from a new call, and an old attempt from a newer one.
    'idempotency-key': identity.idempotencyKey,
    'carillon-fence': identity.fence,
    ...Object.fromEntries(Object.entries(fields.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
  };
  return {
    method: fields.method ?? 'GET',
    url: withQuery(fields.url, fields.query),
    headers,
    signal,
    ...(body === undefined ? {} : { body }),
  };
}

function withQuery(text: string, query: HttpFields['query']): string {
  // A text that is no URL is refused by the client, with its reason.
  if (!query || !URL.canParse(text)) return text;
  const url = new URL(text);
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, String(value));
  return url.href;
}

function isExpected(status: number, expected: readonly number[] | undefined): boolean {
  return expected ? expected.includes(status) : status >= 200 && status <= 299;
}

function unexpected(context: AttemptContext, status: number, body: Buffer): AttemptResult {
  if (body.length > 0) context.log.line('stderr', body.subarray(0, 2_000).toString());
  return failure(userError(said`the server answered ${status}`, { status }), { retryable: mayChange(status) });
}

function withBody({ status, body, headers }: EgressAnswer): AttemptResult {
  if (body.length > MAX_BODY_BYTES) {
    const problem = said`the answer has ${body.length} bytes, an output at most ${MAX_BODY_BYTES}; name an artifact in saveAs`;
    const sizes = { bytes: body.length, limit: MAX_BODY_BYTES };
    return failure(problemReason('OUTPUT_TOO_LARGE', problem, sizes), { retryable: false });
  }
  const text = body.toString();
  const isJson = /^application\/(.+\+)?json\b/.test(String(headers['content-type'] ?? ''));
  try {
    return success({ status, size: body.length, body: isJson && text !== '' ? (JSON.parse(text) as Json) : text });
  } catch {
    return failure(problemReason('OUTPUT_INVALID', said`the answer says it is JSON, and is not`));
  }
}
