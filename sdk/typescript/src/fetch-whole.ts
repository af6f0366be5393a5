/**
 * `fetch` for answers that are read whole, over `node:http`. The built-in one is made of web streams: who starts runs
 * one by one pays less than half of its processor time, and the server has the request earlier. Not even its `Headers`
 * and `Response` are touched before somebody wants them: loading them is a fifth of the start of a command. Connections
 * are kept; idle ones let the program end.
 */
import type { Agent, IncomingMessage, request } from 'node:http';

export interface WholeRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

interface Way {
  readonly request: typeof request;
  readonly agent: Agent;
}

const ways = new Map<string, Promise<Way>>();

/** Loaded when it is first gone: who asks for help speaks to no server, and few know both. */
function wayOf(protocol: string): Promise<Way> {
  const known = ways.get(protocol);
  if (known) return known;
  const loaded = loadWay(protocol);
  ways.set(protocol, loaded);
  return loaded;
}

async function loadWay(protocol: string): Promise<Way> {
  const { Agent, request } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
  return { request, agent: new Agent({ keepAlive: true }) };
}

/** What is read of an answer; a `Response` is one. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface WholeAnswer extends Answer {
  toResponse(): Response;
}

/** Redirects are refused: one would carry the token elsewhere. */
export async function fetchWhole(url: URL, { method, headers, body, signal }: WholeRequest): Promise<WholeAnswer> {
  const { request, agent } = await wayOf(url.protocol);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent, signal }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const { statusCode: status = 0, headers: heads } = answer;
        if (status >= 300 && status < 400 && heads.location !== undefined)
          reject(new Error('the server redirects elsewhere'));
        else resolve(answerOf(answer, Buffer.concat(chunks)));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function answerOf(
  { statusCode: status = 0, statusMessage: statusText = '', headers, rawHeaders }: IncomingMessage,
  body: Buffer,
): WholeAnswer {
  return {
    status,
    statusText,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => [headers[name.toLowerCase()]].flat().join(', ') || null },
    text: async () => new TextDecoder().decode(body),
    toResponse() {
      const all = new Headers();
      for (let i = 0; i < rawHeaders.length; i += 2) all.append(rawHeaders[i] as string, rawHeaders[i + 1] as string);
      const content = isWithoutBody(status) ? null : (body as Buffer<ArrayBuffer>);
      return new Response(content, { status, statusText, headers: all });
    },
  };
}

/** Such responses must be made without a body. */
export const isWithoutBody = (status: number): boolean => status === 204 || status === 205 || status === 304;
