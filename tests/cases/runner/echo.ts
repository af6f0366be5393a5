/** A web server that answers with what it was sent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function startEcho(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method, url } = request;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, body: Buffer.concat(pieces).toString() }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
