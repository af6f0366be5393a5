/**
 * Receives alerts, as somebody's machine would: of ten, one is refused, and of one the answer gets lost. What is kept is
 * what a receiver would have acted on.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Alert {
  /** The same for every try. */
  readonly id: string;
  readonly runId: string;
}

export interface Sink {
  readonly url: string;
  readonly received: readonly Alert[];
  stop(): Promise<void>;
}

const [OF, REFUSED, UNANSWERED] = [10, 3, 7];

export async function startSink(): Promise<Sink> {
  const received: Alert[] = [];
  let calls = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      calls += 1;
      if (calls % OF === REFUSED) return void response.writeHead(503).end();
      const { run } = JSON.parse(text) as { run: { id: string } };
      received.push({ id: String(request.headers['webhook-id']), runId: run.id });
      if (calls % OF === UNANSWERED) return void response.destroy();
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
