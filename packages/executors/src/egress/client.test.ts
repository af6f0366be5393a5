import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createEgressClient } from './client.ts';
import type { EgressRules, Resolve } from './destination.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const send = (
  url: string,
  rules: Partial<EgressRules> = {},
  options: { method?: string; headers?: Record<string, string>; body?: string; resolve?: Resolve } = {},
) => {
  const { method = 'GET', resolve, ...rest } = options;
  return createEgressClient({ allowLoopback: false, ...rules }, resolve).send({
    method,
    url,
    signal: new AbortController().signal,
    ...rest,
  });
};
const resolveTo =
  (...addresses: string[]): Resolve =>
  (_name, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('the egress client', () => {
  it.each([
    ['http://127.0.0.1:8080/', 'a loopback address'],
    ['http://127.1:8080/', 'a loopback address'],
    ['http://0x7f.1:8080/', 'a loopback address'],
    ['http://2130706433:8080/', 'a loopback address'],
    ['http://017700000001:8080/', 'a loopback address'],
    ['http://１２７.０.０.１:8080/', 'a loopback address'],
    ['http://[::1]:8080/', 'a loopback address'],
    ['http://[::ffff:127.0.0.1]:8080/', 'a loopback address'],
    ['http://[::ffff:a9fe:a9fe]/', 'an instance metadata address'],
    ['http://169.254.169.254/latest/meta-data/', 'an instance metadata address'],
    ['http://metadata.google.internal/', 'an instance metadata service'],
    ['http://metadata.google.internal./', 'an instance metadata service'],
    ['http://METADATA/', 'an instance metadata service'],
    ['http://10.1.2.3/', 'a private address'],
    ['http://[64:ff9b::7f00:1]/', 'a translated IPv4 address'],
    ['http://example.test:22/', 'port 22 is not allowed'],
    ['http://user:secret@example.test/', 'must not hold a user name'],
    ['file:///etc/passwd', 'file:// is not allowed'],
    ['gopher://example.test/', 'gopher:// is not allowed'],
    ['http://', 'is no URL'],
  ])('does not send a request to %s', async (url, why) => {
    await expect(send(url)).rejects.toThrow(why);
  });

  it('checks every address that a name leads to, when it connects', async () => {
    const mixed = resolveTo('93.184.216.34', '10.0.0.7');
    await expect(send('http://shop.example/', {}, { resolve: mixed })).rejects.toThrow(
      'shop.example leads to 10.0.0.7, which is a private address',
    );
  });

  it('connects to the addresses that were checked, whatever the name says later', async () => {
    const port = await serve((_request, response) => response.end('here'));
    const answers = ['127.0.0.1', '10.0.0.7'];
    const flipping: Resolve = (name, done) => resolveTo(answers.shift() as string)(name, done);
    const answer = await send(`http://shop.example:${port}/`, { allowLoopback: true }, { resolve: flipping });
    expect(answer.body.toString()).toBe('here');
    expect(answers).toEqual(['10.0.0.7']);
  });

  it('keeps away from where the platform listens, though loopback is allowed', async () => {
    const port = await serve((_request, response) => response.end());
    const rules = { allowLoopback: true, platformAddresses: [`127.0.0.1:${port}`] };
    await expect(send(`http://127.0.0.1:${port}/`, rules)).rejects.toThrow("the platform's own address");
  });

  it('checks redirects like requests', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    await expect(send(`http://127.0.0.1:${port}/`, { allowLoopback: true })).rejects.toThrow(
      'an instance metadata address',
    );
    const round = await serve((request, response) => response.writeHead(302, { location: request.url ?? '/' }).end());
    await expect(send(`http://127.0.0.1:${round}/`, { allowLoopback: true })).rejects.toThrow('more than 5 redirects');
  });

  it('takes credentials to no other origin, and turns a redirected POST into a GET', async () => {
    const seen: unknown[] = [];
    const second = await serve((request, response) => {
      seen.push(
        request.method,
        request.headers.authorization,
        request.headers['content-type'],
        request.headers['x-kept'],
      );
      response.end();
    });
    const first = await serve((_request, response) =>
      response.writeHead(303, { location: `http://127.0.0.1:${second}/` }).end(),
    );
    const headers = { Authorization: 'Bearer x', 'content-type': 'text/plain', 'x-kept': 'yes' };
    await send(`http://127.0.0.1:${first}/`, { allowLoopback: true }, { method: 'POST', headers, body: 'text' });
    expect(seen).toEqual(['GET', undefined, undefined, 'yes']);
  });

  it('bounds what it takes, packed and unpacked', async () => {
    const large = await serve((_request, response) => response.end(Buffer.alloc(11 * 2 ** 20)));
    await expect(send(`http://127.0.0.1:${large}/`, { allowLoopback: true })).rejects.toThrow(
      'the answer is larger than',
    );
    const bomb = gzipSync(Buffer.alloc(60 * 2 ** 20));
    const packed = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    await expect(send(`http://127.0.0.1:${packed}/`, { allowLoopback: true })).rejects.toThrow(
      'the answer unpacks to more than',
    );
  });
});
