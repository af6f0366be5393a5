import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exerciseExecutor } from '@carillon/plugin-api/conformance';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEgressClient } from '../egress/client.ts';
import { createNotifyExecutor } from '../notify/executor.ts';
import { createHttpExecutor } from './executor.ts';

let server: Server;
let base: string;
/** Nobody listens there any more. */
let closed: string;
const seen: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
      const { pathname } = new URL(request.url ?? '/', 'http://x');
      if (pathname === '/orders') response.writeHead(200, { 'content-type': 'application/json' }).end('{"rows":[1,2]}');
      else if (pathname === '/large') response.end('x'.repeat(300_000));
      else if (pathname === '/away') response.writeHead(503).end('maintenance');
      else if (pathname === '/silent') return;
      else response.writeHead(404).end();
    });
  });
  base = await listen(server);
  const gone = createServer();
  closed = await listen(gone);
  await new Promise((resolve) => gone.close(resolve));
});
afterAll(() => {
  server.close().closeAllConnections();
});

async function listen(one: Server): Promise<string> {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

const egress = createEgressClient({ allowLoopback: true });

it('asks and keeps the answer', async () => {
  const problems = await exerciseExecutor(createHttpExecutor(egress), [
    {
      name: 'parses JSON into an output',
      with: { url: `${base}/orders?a=1`, query: { day: '2024-05-01' } },
      expect: { outcome: 'success', output: { status: 200, body: { rows: [1, 2] }, size: 14 } },
    },
    {
      name: 'keeps the answer as an artifact',
      with: { url: `${base}/orders`, saveAs: 'orders.json' },
      expect: { outcome: 'success', output: { status: 200, size: 14 }, artifacts: { 'orders.json': '{"rows":[1,2]}' } },
    },
    {
      name: 'writes nowhere else, whatever an expression gave',
      with: { url: `${base}/orders`, saveAs: '../work/task.sh' },
      expect: { outcome: 'failed', reason: 'START_FAILED', says: 'saveAs:' },
    },
    {
      name: 'refuses what is too large for an output',
      with: { url: `${base}/large` },
      expect: { outcome: 'failed', reason: 'OUTPUT_TOO_LARGE', says: 'saveAs' },
    },
    {
      name: 'fails by the status and shows the answer',
      with: { url: `${base}/away` },
      expect: {
        outcome: 'failed',
        reason: 'USER_ERROR',
        retryable: true,
        says: 'the server answered {0}',
        logged: ['maintenance'],
      },
    },
    {
      name: 'takes a status that was expected',
      with: { url: `${base}/none`, expectStatus: [404] },
      expect: { outcome: 'success', output: { status: 404 } },
    },
    {
      name: 'fails when nobody listens',
      with: { url: closed },
      expect: { outcome: 'failed', retryable: true, says: 'had no answer' },
    },
    {
      name: 'says where it may not go',
      with: { url: 'http://10.0.0.1/' },
      expect: { outcome: 'failed', reason: 'START_FAILED', retryable: false, says: 'a private address' },
    },
    {
      name: 'does not begin after a stop',
      with: { url: `${base}/silent` },
      stopAt: '',
      expect: { outcome: 'stopped' },
    },
  ]);
  expect(problems).toEqual([]);
  expect(seen[0]?.url).toBe('/orders?a=1&day=2024-05-01');
  expect(seen[0]?.headers).toMatchObject({ 'idempotency-key': 'tr_00000000000000000000000000', 'carillon-fence': '7' });
});

it('posts a notification that its receiver can tell from a repeated one', async () => {
  const problems = await exerciseExecutor(createNotifyExecutor(egress), [
    {
      name: 'sends',
      with: { url: `${base}/orders`, text: 'done', json: { channel: 'ops' } },
      expect: { outcome: 'success', output: { status: 200 } },
    },
    {
      name: 'fails',
      with: { url: `${base}/away`, text: 'done' },
      expect: { outcome: 'failed', retryable: true, says: 'the receiver answered {0}' },
    },
  ]);
  expect(problems).toEqual([]);
  const sent = seen.find(({ body }) => body.includes('"done"'));
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({
    text: 'done',
    channel: 'ops',
    workflow: 'flow',
    logicalDate: '2024-05-01',
  });
  expect(sent?.headers).toMatchObject({
    'webhook-id': 'tr_00000000000000000000000000',
    'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
  });
});
