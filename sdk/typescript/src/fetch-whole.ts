/**
 * `fetch` for answers that are read whole, over `node:http`. The built-in one is made of web streams: who starts runs
 * one by one pays less than half of its processor time, and the server has the request earlier. Connections are kept;
 * idle ones let the program end.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

export interface WholeRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const WAYS = {
  'http:': { request: http.request, agent: new http.Agent({ keepAlive: true }) },
  'https:': { request: https.request, agent: new https.Agent({ keepAlive: true }) },
} as const;

/** Redirects are refused: one would carry the token elsewhere. */
export function fetchWhole(url: URL, { method, headers, body, signal }: WholeRequest): Promise<Response> {
  const { request, agent } = WAYS[url.protocol as keyof typeof WAYS];
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: Object.fromEntries(headers), agent, signal }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        try {
          resolve(responseOf(answer, Buffer.concat(chunks)));
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function responseOf(answer: IncomingMessage, body: Buffer): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = answer;
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] as string, rawHeaders[i + 1] as string);
  if (headers.has('location') && status >= 300 && status < 400) throw new Error('the server redirects elsewhere');
  return new Response(isWithoutBody(status) ? null : (body as Buffer<ArrayBuffer>), { status, statusText, headers });
}

/** Such responses must be made without a body. */
export const isWithoutBody = (status: number): boolean => status === 204 || status === 205 || status === 304;
