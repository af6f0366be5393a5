/**
 * A web server that answers with what it was sent. Some paths are choosy: `/answers/404` answers that, `/only/GET`
 * knows no other method, `/wants-x/…` wants to read x in a header, `/third-time/…` is there when it is asked for the third time.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function startEcho(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method, url = '/' } = request;
    response.statusCode = statusFor(method, url, Object.values(request.headers).join(' '));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, body: Buffer.concat(pieces).toString() }));
  };
  const server = createServer((request, response) => void answer(request, response));
  const asked = new Map<string, number>();
  function statusFor(method: string | undefined, url: string, headers: string): number {
    const [, first = '', second = ''] = url.split('/');
    if (first === 'answers') return Number(second);
    if (first === 'only') return method === second ? 200 : 405;
    if (first.startsWith('wants-')) return headers.includes(first.slice('wants-'.length)) ? 200 : 403;
    if (first !== 'third-time') return 200;
    const times = (asked.get(second) ?? 0) + 1;
    asked.set(second, times);
    return times < 3 ? 404 : 200;
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
