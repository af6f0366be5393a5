import { said } from '@carillon/plugin-api';
import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { createFileProbe } from './file-probe.ts';

const TIMEOUT_MS = 2_000;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = createFileProbe({ directories: [], allowLoopback: true });
const url = (target: string, more: object = {}) =>
  ({ url: target, method: 'HEAD', headers: {}, expectStatus: undefined, ...more }) as const;

describe('a local file', () => {
  let root: string;
  let inside: string;
  let probe: ReturnType<typeof createFileProbe>;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'carillon-probe-'));
    inside = path.join(root, 'in');
    await mkdir(path.join(inside, 'day'), { recursive: true });
    await writeFile(path.join(inside, 'day', 'orders.csv'), 'a,b\n');
    await writeFile(path.join(root, 'secret.txt'), 'secret');
    await symlink(path.join(root, 'secret.txt'), path.join(inside, 'way-out'));
    await symlink(root, path.join(inside, 'up'));
    probe = createFileProbe({ directories: [inside], allowLoopback: false });
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const look = (target: string) => probe.look({ path: target }, TIMEOUT_MS);

  it('is there with its size, or is not', async () => {
    expect(await look(path.join(inside, 'day/orders.csv'))).toMatchObject({ kind: 'there', size: 4 });
    expect(await look(path.join(inside, 'day/missing.csv'))).toEqual({ kind: 'absent' });
    expect(await look(path.join(inside, 'day'))).toMatchObject({ kind: 'absent' });
  });

  it.each(['../secret.txt', '../none.txt', 'day/../../secret.txt', 'way-out', 'up/secret.txt', '../in-other/x', '.'])(
    'is refused where %s leads out of the directory, whether there is something or not',
    async (name) => {
      expect(await look(`${inside}/${name}`)).toMatchObject({ kind: 'refused' });
    },
  );

  it.each(['orders.csv', '', 'in\0x'])('is refused where %j is no absolute path', async (name) => {
    expect(await look(name)).toMatchObject({ kind: 'refused' });
  });

  it('is looked at nowhere where no directory was named', async () => {
    expect(await open.look({ path: path.join(inside, 'day/orders.csv') }, TIMEOUT_MS)).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('a file behind a URL', () => {
  it('is there when the server says so, with what it tells of it', async () => {
    const base = await serve((request, response) =>
      response
        .writeHead(request.url === '/there' ? 200 : 404, {
          'content-length': '12',
          etag: '"v1"',
          'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT',
        })
        .end(),
    );
    expect(await open.look(url(`${base}/there`), TIMEOUT_MS)).toEqual({
      kind: 'there',
      size: 12,
      tag: '"v1"',
      modifiedAt: new Date('2026-11-21T10:00:00Z'),
      facts: { status: 200 },
    });
    expect(await open.look(url(`${base}/missing`), TIMEOUT_MS)).toMatchObject({ kind: 'absent' });
  });

  it('is unknown when the server fails or does not answer in time', async () => {
    const failing = await serve((_request, response) => response.writeHead(503).end());
    expect(await open.look(url(failing), TIMEOUT_MS)).toMatchObject({ kind: 'unreachable' });
    const silent = await serve(() => undefined);
    expect(await open.look(url(silent), 100)).toEqual({ kind: 'unreachable', message: said`no answer in time` });
  });

  it('goes by the statuses that were asked for', async () => {
    const base = await serve((_request, response) => response.writeHead(202).end());
    expect(await open.look(url(base, { expectStatus: [200] }), TIMEOUT_MS)).toMatchObject({ kind: 'absent' });
    expect(await open.look(url(base, { expectStatus: [202] }), TIMEOUT_MS)).toMatchObject({ kind: 'there' });
  });

  it('is refused where tasks may not go', async () => {
    const strict = createFileProbe({ directories: [], allowLoopback: false });
    expect(await strict.look(url('http://127.0.0.1:8080/'), TIMEOUT_MS)).toMatchObject({ kind: 'refused' });
    expect(await open.look(url('http://169.254.169.254/'), TIMEOUT_MS)).toMatchObject({ kind: 'refused' });
  });
});

const S3 = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIA1', secretAccessKey: 'shhh' } };

describe('an object', () => {
  it('is asked for with a signature, by path at a store of its own', async () => {
    const seen: unknown[] = [];
    const endpoint = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers.authorization, request.headers['x-amz-content-sha256']);
      response.writeHead(200, { 'content-length': '7', etag: '"e"' }).end();
    });
    const sight = await open.look({ s3: 's3://lake/day=2026-11-20/a b.csv', endpoint, ...S3 }, TIMEOUT_MS);
    expect(sight).toMatchObject({ kind: 'there', size: 7, tag: '"e"' });
    expect(seen).toEqual([
      'HEAD',
      '/lake/day%3D2026-11-20/a%20b.csv',
      expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIA1\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
      ),
      'UNSIGNED-PAYLOAD',
    ]);
  });

  it('is absent where the store says so, and unknown where it forbids', async () => {
    const endpoint = await serve((request, response) =>
      response.writeHead(request.url?.endsWith('none') ? 404 : 403).end(),
    );
    expect(await open.look({ s3: 's3://lake/none', endpoint, ...S3 }, TIMEOUT_MS)).toEqual({ kind: 'absent' });
    expect(await open.look({ s3: 's3://lake/x', endpoint, ...S3 }, TIMEOUT_MS)).toMatchObject({ kind: 'unreachable' });
  });

  // CARILLON_TEST_S3: {"endpoint": …, "region": …, "accessKeyId": …, "secretAccessKey": …, "object": "s3://bucket/key"}
  it('is found in the store that is given, else in a double', async () => {
    const double = async () => ({
      endpoint: await serve((_request, response) => response.writeHead(200, { 'content-length': '5' }).end()),
      object: 's3://lake/there',
      region: S3.region,
      ...S3.credentials,
    });
    const given = process.env['CARILLON_TEST_S3'];
    const store = given === undefined ? await double() : (JSON.parse(given) as Awaited<ReturnType<typeof double>>);
    const { endpoint, region, object, ...credentials } = store;
    const sight = await open.look({ s3: object, endpoint, region, credentials }, 10_000);
    expect(sight.kind).toBe('there');
  });
});
