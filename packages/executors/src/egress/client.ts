/**
 * The one way out for requests of tasks (SECURITY S7). Every hop is checked before it is made, the connection
 * goes to a checked address, and what comes back is bounded in size and time.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { said, SaidError } from '@carillon/plugin-api';
import { Agent, type Dispatcher, request } from 'undici';
import {
  checkDestination,
  checkedLookup,
  EgressDenied,
  type EgressRules,
  parseDestination,
  portOf,
  type Resolve,
} from './destination.ts';

const CONNECT_MS = 5_000;
/** Between two pieces of an answer; the whole is limited by the attempt's timeout. */
const SILENCE_MS = 60_000;
const MAX_REDIRECTS = 5;
const MAX_ANSWER_BYTES = 10 * 2 ** 20;
const MAX_DECODED_BYTES = 50 * 2 ** 20;

export interface EgressRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface EgressAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** After redirects. */
  readonly url: URL;
}

export interface EgressClient {
  /** @throws EgressDenied when the request, or a redirect of it, may not be made */
  send(message: EgressRequest): Promise<EgressAnswer>;
}

/** @param resolve for tests */
export function createEgressClient(rules: EgressRules, resolve?: Resolve): EgressClient {
  async function hop(
    url: URL,
    method: string,
    headers: Record<string, string>,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<EgressAnswer> {
    checkDestination(url, rules);
    // A connection of its own: its lookup knows the port, and no pooled one was checked for somebody else.
    const agent = new Agent({
      connect: { timeout: CONNECT_MS, lookup: checkedLookup(portOf(url), rules, resolve) },
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
    });
    try {
      const answer = await request(url, {
        method,
        headers,
        body: body ?? null,
        signal,
        dispatcher: agent,
      });
      return { status: answer.statusCode, headers: answer.headers, body: await readBody(answer), url };
    } catch (error) {
      throw denialBehind(error) ?? error;
    } finally {
      await agent.destroy();
    }
  }

  return {
    async send({ method, url: text, headers = {}, body, signal }) {
      let url = parseDestination(text);
      let step = { method, headers: lowerCased(headers), body };
      for (let redirects = 0; ; redirects++) {
        const answer = await hop(url, step.method, step.headers, step.body, signal);
        const location = answer.headers['location'];
        if (!isRedirect(answer.status) || typeof location !== 'string') return answer;
        if (redirects === MAX_REDIRECTS)
          throw new EgressDenied(said`more than ${MAX_REDIRECTS} redirects, the last one to ${location.slice(0, 200)}`);
        const next = parseDestination(location, url);
        if (url.protocol === 'https:' && next.protocol === 'http:')
          throw new EgressDenied(said`a redirect from https to ${next.origin} is not followed`);
        step = redirected(answer.status, step, url.origin === next.origin);
        url = next;
      }
    },
  };
}

interface Step {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** As browsers do: 303 asks for a GET, 301 and 302 turn a POST into one; credentials stay with their origin. */
function redirected(status: number, { method, headers, body }: Step, sameOrigin: boolean): Step {
  const { authorization: _authorization, cookie: _cookie, ...safe } = headers;
  const kept = sameOrigin ? headers : safe;
  const becomesGet = (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST');
  if (!becomesGet) return { method, headers: kept, body };
  const { 'content-type': _type, 'content-length': _length, ...rest } = kept;
  return { method: 'GET', headers: rest, body: undefined };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function readBody({ body, headers }: Dispatcher.ResponseData): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_ANSWER_BYTES) throw new AnswerTooLarge(said`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  return decode(Buffer.concat(parts), String(headers['content-encoding'] ?? ''));
}

/** The answer was cut off at a limit. */
export class AnswerTooLarge extends SaidError {
  override readonly name = 'AnswerTooLarge';
}

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

async function decode(body: Buffer, encoding: string): Promise<Buffer> {
  const decoder = DECODERS[encoding.trim().toLowerCase() as keyof typeof DECODERS] as
    | (typeof DECODERS)['gzip']
    | undefined;
  if (!decoder || body.length === 0) return body;
  try {
    return await decoder(body, { maxOutputLength: MAX_DECODED_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new AnswerTooLarge(said`the answer unpacks to more than ${MAX_DECODED_BYTES} bytes`, { cause: error });
  }
}

/** Errors of a lookup come wrapped, once per address that was tried. */
function denialBehind(error: unknown): EgressDenied | undefined {
  if (error instanceof EgressDenied) return error;
  if (error instanceof AggregateError) return error.errors.map(denialBehind).find((denial) => denial !== undefined);
  return error instanceof Error && error.cause !== undefined ? denialBehind(error.cause) : undefined;
}
