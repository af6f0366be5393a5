/**
 * `fetch` for answers that are read whole, over `node:http`. The built-in one is made of web streams: who starts runs
 * one by one pays less than half of its processor time, and the server has the request earlier. Not even its `Headers`
 * and `Response` are touched before somebody wants them: loading them is a fifth of the start of a command. Connections
 * are kept; idle ones let the program end.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

export interface WholeRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const WAYS = {
  'http:': { request: http.request, agent: new http.Agent({ keepAlive: true }) },
  'https:': { request: https.request, agent: new https.Agent({ keepAlive: true }) },
} as const;

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
export function fetchWhole(url: URL, { method, headers, body, signal }: WholeRequest): Promise<WholeAnswer> {
  const { request, agent } = WAYS[url.protocol as keyof typeof WAYS];
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
