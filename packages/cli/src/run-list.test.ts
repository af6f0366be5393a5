import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, RUN, RUN_ID, startFakeApi, task } from '../test/fake-api.ts';

describe('run list', () => {
  it('tells a list that is empty from one that filters leave empty', async () => {
    const api = await startFakeApi();
    api.answer('/runs', (response) => response.end(JSON.stringify({ items: [] })));
    expect((await carillon(['run', 'list', '--project', 'retail'], at(api.url))).err).toContain('no runs; start one');
    expect((await carillon(['run', 'list', '--state', 'failed'], at(api.url))).err).toContain('nothing matches');
  });

  it('asks for what the flags say', async () => {
    const api = await startFakeApi();
    await carillon(
      [
        'run',
        'list',
        '--state',
        'failed,stopped',
        '--workflow',
        'hello',
        '--since',
        '12h',
        '--limit',
        '7',
        '-e',
        'prod',
      ],
      at(api.url),
    );
    expect((api.seen[0]?.query.toString() ?? '').split('&').sort()).toEqual([
      'createdAfter=2026-11-20T12%3A10%3A00.000Z',
      'environment=prod',
      'limit=7',
      'state=failed',
      'state=stopped',
      'workflow=hello',
    ]);
    expect(api.seen[0]?.authorization).toBe('Bearer crl_api_x');
  });

  it('prints in every format', async () => {
    const api = await startFakeApi();
    const printed = async (...flags: string[]) => (await carillon(['run', 'list', ...flags], at(api.url))).out;
    expect(await printed()).toBe(
      'ID                              WORKFLOW  STATE    TRIGGER  DATE  CREATED  DURATION\n' +
        `${RUN_ID}  hello@3   success  manual   -     10m ago  4.0s\n`,
    );
    expect(JSON.parse(await printed('-o', 'json'))).toEqual([RUN]);
    expect(await printed('-o', 'yaml')).toContain(`id: ${RUN_ID}\n`);
    expect(await printed('-o', 'name')).toBe(`run/${RUN_ID}\n`);
    expect(await printed('-q')).toBe(`${RUN_ID}\n`);
    expect(await printed('-o', 'csv', '--columns', 'id,state,created')).toBe(
      `id,state,created\r\n${RUN_ID},success,2026-11-21T00:00:00.000Z\r\n`,
    );
    expect(await printed('--utc', '--columns', 'created')).toBe('CREATED\n2026-11-21T00:00:00.000Z\n');
    expect(await printed('--time-zone', 'Asia/Shanghai', '--columns', 'created')).toBe(
      'CREATED\n2026-11-21 08:00:00 +08:00\n',
    );
  });

  it('refuses a column that is none', async () => {
    const api = await startFakeApi();
    expect(await carillon(['run', 'list', '--columns', 'colour'], at(api.url))).toMatchObject({
      code: 2,
      err: expect.stringContaining("no column 'colour'"),
    });
  });
});

describe('run get', () => {
  it('tells children that failed from those that were stopped', async () => {
    const api = await startFakeApi();
    const totals = { rounds: 1, of: 5, open: 1, success: 1, failed: 1, stopped: 2 };
    api.state.tasks = [task('each', 1, { state: 'stopping', children: totals })];
    api.answer(`/runs/${RUN_ID}`, (response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...api.state.run, tasks: api.state.tasks })),
    );
    const { out } = await carillon(['run', 'get', RUN_ID], at(api.url));
    expect(out).toContain('4/5, 1 failed, 2 stopped');
  });
});
