import { createServer, type Server } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@carillon/testkit/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { familyOf, survivorsOf } from './host-processes.ts';
import { type Platform, removeData, startPlatform } from './platform.ts';
import { runProgram } from './program.ts';
import { until } from './until.ts';

const LINK = /http:\/\/127\.0\.0\.1:\d+\/#sign-in=(\S+)/;
const RUN_URL = /http:\/\/127\.0\.0\.1:\d+\/p\/default\/r\/run_[0-9A-Z]{26}/;

/** Holds the usual ports, unless another program does already: taken they are either way. */
async function takeUsualPorts(): Promise<readonly Server[]> {
  return Promise.all(
    [4400, 4401, 4402].map(
      (port) =>
        new Promise<Server>((resolve) => {
          const server = createServer();
          server.once('error', () => resolve(server));
          server.listen(port, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
}

let platform: Platform;
let holders: readonly Server[];

beforeAll(async () => {
  holders = await takeUsualPorts();
  platform = await startPlatform({ usualPorts: true });
});
afterAll(async () => {
  await platform?.remove();
  for (const holder of holders) holder.close();
});

const startFollowed = (...words: string[]) => platform.cli('run', 'start', ...words, '--follow');

describe('the first start', () => {
  it('says which usual ports are taken and what is used instead', async () => {
    for (const port of [4400, 4401, 4402])
      expect(platform.dev.said()).toMatch(new RegExp(`port ${port} is taken by another program; using \\d+ instead`));
    expect(new URL(platform.announced.url).port).not.toBe('4400');
  });

  it('publishes the examples', async () => {
    const { items } = await platform.client.workflows.list();
    expect(items.map(({ name }) => name).sort()).toEqual([
      'daily-report',
      'hello',
      'month-end',
      'nightly-cleanup',
      'word-count',
    ]);
  });

  it('runs daily-report to success and shows it in the terminal', async () => {
    const { items } = await platform.client.runs.list({ workflow: 'daily-report' });
    expect(items).toHaveLength(1);
    const run = await platform.client.runs.wait(items[0]?.id ?? '');
    expect(run.state).toBe('success');
    await until('the end of the run in the terminal', () => platform.dev.said().includes(`console    ${run.url}`));
    expect(platform.dev.said()).toContain('✓ daily-report@1 success');
    expect(platform.dev.said()).toContain('kept 1461 rows, dropped 0');
  });

  it('keeps a report with a chart, and tells the webhook', async () => {
    const { client } = platform;
    const [run] = (await client.runs.list({ workflow: 'daily-report' })).items;
    const artifacts = await client.runs.artifacts(run?.id ?? '');
    const report = artifacts.find(({ name }) => name === 'report.html');
    const { body, contentType } = await client.artifacts.download({ url: report?.url ?? '' });
    const page = await new Response(body).text();
    expect(contentType).toMatch(/^text\/html/);
    expect(page).toMatch(/<svg[^]*<(path|polyline)[^]*<\/svg>/);
    expect(platform.dev.said()).toContain('webhook: Weather report 2015: success');
  });

  it('is ready, and gives its API as a document', async () => {
    expect((await fetch(`${platform.announced.url}/health/ready`)).status).toBe(200);
    const api = (await (await fetch(`${platform.announced.url}/api/v1/openapi.json`)).json()) as { openapi: string };
    expect(api.openapi).toMatch(/^3\.1/);
  });

  it('prints a link that signs one browser in, once', async () => {
    const code = LINK.exec(platform.dev.said())?.[1];
    const signIn = () =>
      fetch(`${platform.announced.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: platform.announced.url },
        body: JSON.stringify({ code }),
      });
    const first = await signIn();
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/i);
    const second = await signIn();
    expect(second.status).toBe(401);
    expect(await second.json()).toMatchObject({ code: 'AUTH_CODE_INVALID' });
  });
});

describe('carillon run start --follow', () => {
  it.each([
    ['hello', '--param', 'name=Ada'],
    ['daily-report', '--param', 'year=2013'],
    ['nightly-cleanup'],
    ['word-count'],
  ])('shows %s to its end in success, with the address of the run, and exits with 0', async (...words) => {
    const { code, out, err } = await startFollowed(...words);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(RUN_URL) as string });
    expect(out).toContain(`✓ ${words[0]}@1 success`);
    expect(out).toMatch(RUN_URL);
  });

  it('exits with 10 when the run fails, naming the task that did', async () => {
    await platform.publish({
      name: 'fails',
      tasks: { breaks: { type: 'shell', with: { script: 'echo no; exit 3' } } },
    });
    const { code, out } = await startFollowed('fails');
    expect(out).toMatch(/✕ breaks\s+failed/);
    expect(out).toContain('breaks | no');
    expect(code).toBe(10);
  });
});

describe('a start that cannot be', () => {
  it('says where Carillon already runs on this directory, and leaves it alone', async () => {
    const { code, err } = await platform.cli('dev');
    expect(code).toBe(1);
    expect(err).toContain(`Carillon already runs on ${platform.dataDir} (pid ${platform.announced.pid})`);
    expect(err).toContain(`at ${platform.announced.url}`);
    expect((await startFollowed('hello')).code).toBe(0);
  });

  it('names the port that was asked for and is taken', async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'carillon-e2e-'));
    const { port } = new URL(platform.announced.url);
    const { code, err } = await runProgram(['dev', '--http-port', port], { CARILLON_DATA_DIR: dataDir });
    await removeData(dataDir);
    expect(code).toBe(1);
    expect(err).toContain(`port ${port} on 127.0.0.1 cannot be used`);
    expect(err).toContain('CARILLON_HTTP_PORT');
  });

  it.each(['dev', 'server'])('of carillon %s says that the database cannot be reached', async (command) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'carillon-e2e-'));
    const port = await freePort();
    const { code, out, err } = await runProgram([command], {
      CARILLON_DATA_DIR: dataDir,
      CARILLON_DATABASE_URL: `postgres://carillon:hidden@127.0.0.1:${port}/carillon`,
    });
    await removeData(dataDir);
    expect(code).toBe(1);
    const errors = `${out}${err}`.split('\n').filter((line) => line.startsWith('error:'));
    expect(errors).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
    expect(errors[0]).toContain('CARILLON_DATABASE_URL');
    expect(`${out}${err}`).not.toContain('hidden');
  });
});

describe('Ctrl-C', () => {
  it('ends everything with exit code 0; the next start finds all earlier runs', async () => {
    const ids = async () => (await platform.client.runs.list({ limit: 50 })).items.map(({ id }) => id);
    const before = await ids();
    const family = await familyOf(platform.dev.pid);
    expect(family.map(({ command }) => command)).toContainEqual(expect.stringContaining('worker run'));
    expect(family.map(({ command }) => command)).toContainEqual(expect.stringContaining('postgres'));

    expect((await platform.stop()).code).toBe(0);
    await until('the end of every process', async () => (await survivorsOf(family)).length === 0);

    await platform.start();
    expect(before.length).toBeGreaterThan(5);
    expect(await ids()).toEqual(before);
    expect(platform.dev.said()).not.toContain('daily-report@1 running');
  });
});
