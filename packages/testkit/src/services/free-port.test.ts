import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';

it('gives no port twice that nobody has used yet, and none that is taken', async () => {
  const first = await freePort();
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(first + 1, '127.0.0.1', resolve));
  const others = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(new Set([first, ...others]).size).toBe(21);
  expect(others).not.toContain(first + 1);
});
