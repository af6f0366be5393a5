import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePort } from './ports.ts';

const HOST = '127.0.0.1';
let other: Server;
let taken: number;

beforeEach(async () => {
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, HOST, resolve));
  taken = (other.address() as { port: number }).port;
});
afterEach(() => new Promise((resolve) => other.close(resolve)));

describe('choosePort', () => {
  it('takes another port for a default that is taken, and says so', async () => {
    const chosen = await choosePort({ host: HOST, asked: undefined, usual: taken, setting: 'CARILLON_HTTP_PORT' });
    expect(chosen.insteadOf).toBe(taken);
    expect(chosen.port).not.toBe(taken);
  });

  it('refuses a port that was asked for and is taken, naming it and the setting', async () => {
    await expect(choosePort({ host: HOST, asked: taken, usual: 4400, setting: 'CARILLON_HTTP_PORT' })).rejects.toThrow(
      `port ${taken} on 127.0.0.1 cannot be used (another program listens there); choose another with CARILLON_HTTP_PORT`,
    );
  });
});
