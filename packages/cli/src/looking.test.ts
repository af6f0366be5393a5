import type { ServerResponse } from 'node:http';
import type { Draft, Overview, SavedView, SearchHit, WaitGroup } from '@carillon/sdk';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, RUN, RUN_ID, sendProblem, startFakeApi, task } from '../test/fake-api.ts';

/** Commands are read when they are called, which takes its time on a busy machine. */
const SLOW = { timeout: 60_000 };
const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('carillon search', SLOW, () => {
  const HITS: readonly SearchHit[] = [
    { kind: 'workflow', project: 'retail', name: 'orders', title: 'Orders of the day' },
    { kind: 'run', project: 'retail', name: 'orders', id: RUN_ID, state: 'failed' },
    { kind: 'worker', name: 'orders-1', id: 'wrk_1', state: 'online' },
  ];

  it('lists what has the name, and gives what other commands take', async () => {
    const api = await startFakeApi();
    api.answer('/search', (response) => send(response, { items: HITS }));
    const { out } = await carillon(['search', 'orders', '--project', 'retail'], at(api.url));
    expect(out).toContain('workflow  retail/orders  -       Orders of the day');
    expect(Object.fromEntries(api.seen[0]?.query ?? [])).toEqual({ text: 'orders', project: 'retail' });
    expect((await carillon(['search', 'orders', '-q'], at(api.url))).out).toBe(`retail/orders\n${RUN_ID}\nwrk_1\n`);
    expect(JSON.parse((await carillon(['search', 'orders', '-o', 'json'], at(api.url))).out)).toEqual(HITS);
  });

  it('says that there is none', async () => {
    const api = await startFakeApi();
    api.answer('/search', (response) => send(response, { items: [] }));
    expect(await carillon(['search', 'x'], at(api.url))).toEqual({ code: 0, out: '', err: "nothing is called 'x'\n" });
  });
});

describe('carillon overview', SLOW, () => {
  const OVERVIEW: Overview = {
    apiVersion: 'carillon/v1',
    kind: 'Overview',
    at: '2026-11-21T00:10:00.000Z',
    since: '2026-11-20T12:10:00.000Z',
    open: { counts: { queued: 0, running: 3 }, isPartial: false },
    ended: { counts: { success: 40, failed: 2 }, isPartial: true },
    failures: [
      {
        project: 'default',
        workflow: 'hello',
        task: 'load',
        reason: { code: 'EXIT_CODE', message: 'it ended with exit code 1', params: {} },
        fingerprint: '7f3a9c0d1e2b4f56',
        isPartial: false,
        runs: 2,
        newestRunId: RUN_ID,
        cascade: 3,
        since: '2026-11-20T22:10:00.000Z',
        last: '2026-11-21T00:00:00.000Z',
      },
    ],
    promises: [],
    workers: { online: 2, slots: 8, busy: 5 },
    lag: { schedulesMs: 0, timersMs: 1_200 },
  };
  const WAITING = {
    code: 'NO_CAPACITY',
    runs: 2,
    tasks: 5,
    since: '2026-11-20T23:10:00.000Z',
    project: 'default',
    workflow: 'hello',
    runId: RUN_ID,
    answer: { code: 'NO_CAPACITY', verdict: 'block', params: {}, sentence: 'all slots are taken', evidence: [] },
  } as WaitGroup;

  it('says what failed and what waits, and leaves out what there is none of', async () => {
    const api = await startFakeApi();
    api.answer('/overview', (response) => send(response, OVERVIEW));
    api.answer('/overview/waiting', (response) => send(response, { items: [WAITING] }));
    const { out } = await carillon(['overview', '--hours', '24', '--minutes', '5'], at(api.url));
    expect(out).toContain('open     ▶ 3 running\n');
    expect(out).toContain('ended    ✓ 40 success  ✕ 2 failed  of the newest\n');
    expect(out).toContain('behind   1.2s\n');
    expect(out).toMatch(/2× +default\/hello +load +10m ago +it ended with exit code 1 +3 /);
    expect(out).toMatch(/5 in 2 +NO_CAPACITY +1h ago +all slots are taken/);
    expect(out).not.toContain('PROMISE');
    expect(api.seen.map(({ query }) => [query.get('hours'), query.get('minutes')])).toEqual(
      expect.arrayContaining([
        ['24', null],
        [null, '5'],
      ]),
    );
    const json = JSON.parse((await carillon(['overview', '-o', 'json'], at(api.url))).out);
    expect(json).toEqual({ ...OVERVIEW, waiting: [WAITING] });
  });
});

describe('drafts', SLOW, () => {
  const DRAFT: Draft = {
    apiVersion: 'carillon/v1',
    kind: 'Draft',
    project: 'default',
    name: 'hello',
    revision: 7,
    baseVersion: 3,
    author: 'ann',
    actions: { discard: { allowed: true } },
    updatedAt: '2026-11-21T00:00:00.000Z',
    text: 'kind: Workflow\nname: hello',
  };

  async function draftApi() {
    const api = await startFakeApi();
    api.answer('/drafts', (response) => send(response, { items: [DRAFT] }));
    api.answer('/drafts/default/hello', (response) => send(response, DRAFT));
    api.answer('/drafts/default/hello/discard', (response) => response.writeHead(204).end());
    api.answer('/workflows/default/hello/versions/3', (response) => send(response, { files: { 'load.py': 'pass' } }));
    return api;
  }

  it('are listed, and their texts printed as files', async () => {
    const api = await draftApi();
    expect((await carillon(['draft', 'list'], at(api.url))).out).toMatch(/default +hello +3 +10m ago +ann/);
    expect((await carillon(['draft', 'get', 'hello', '--source'], at(api.url))).out).toBe(`${DRAFT.text}\n`);
  });

  it('are published on the version they were begun on, with its files', async () => {
    const api = await draftApi();
    api.answer('/documents/apply', (response) =>
      send(response, {
        items: [{ kind: 'Workflow', project: 'default', name: 'hello', version: 4, outcome: 'updated' }],
      }),
    );
    const { code, out } = await carillon(['draft', 'publish', 'hello', '-m', 'why'], at(api.url));
    expect([code, out]).toEqual([0, expect.stringContaining('updated')]);
    expect(api.seen.at(-1)?.body).toEqual({
      documents: [{ path: 'hello.yaml', text: DRAFT.text }],
      files: { 'load.py': 'pass' },
      message: 'why',
      basedOn: { 'default/hello': 3 },
    });
  });

  it('are not published over a newer version', async () => {
    const api = await draftApi();
    api.answer('/documents/apply', (response) =>
      sendProblem(response, 409, 'CONFLICT_STATE', { detail: 'default/hello has version 4 by now', hint: 'Merge it.' }),
    );
    const { code, err } = await carillon(['draft', 'publish', 'hello'], at(api.url));
    expect([code, err]).toEqual([6, expect.stringContaining('has version 4 by now')]);
    expect(err).toContain('fix: Merge it.');
  });

  it('are thrown away as they were seen, and only when that is confirmed', async () => {
    const api = await draftApi();
    const discards = () => api.seen.filter(({ path }) => path.endsWith('/discard'));
    expect((await carillon(['draft', 'discard', 'hello'], at(api.url))).code).toBe(2);
    expect((await carillon(['draft', 'discard', 'hello'], { ...at(api.url), ask: async () => 'n' })).code).toBe(1);
    expect(discards()).toEqual([]);
    const asked: string[] = [];
    const ask = async (question: string) => (asked.push(question), 'y');
    expect((await carillon(['draft', 'discard', 'hello'], { ...at(api.url), ask })).code).toBe(0);
    expect(asked).toEqual(['Discard the draft of hello? ann saved it 10m ago. [y/N] ']);
    expect(discards().map(({ body }) => body)).toEqual([{ revision: 7 }]);
  });
});

describe('saved views', SLOW, () => {
  const VIEW: SavedView = {
    apiVersion: 'carillon/v1',
    kind: 'SavedView',
    id: 'viw_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
    project: 'retail',
    page: 'runs',
    name: 'failed',
    search: { state: ['failed', 'unheard_of'], workflow: 'orders', columns: 'x' },
    savedBy: 'ann',
    savedAt: '2026-11-21T00:00:00.000Z',
  };

  it('filter lists as they do in the console, under what the line says itself', async () => {
    const api = await startFakeApi();
    api.answer('/saved-views', (response) => send(response, { items: [VIEW] }));
    const listed = async (...words: string[]) => {
      await carillon(['run', 'list', '--project', 'retail', '--view', 'failed', ...words], at(api.url));
      const { query } = api.seen.findLast(({ path }) => path === '/runs') ?? {};
      return [query?.get('project'), query?.get('workflow'), query?.get('state')];
    };
    expect(await listed()).toEqual(['retail', 'orders', 'failed']);
    expect(await listed('--workflow', 'other')).toEqual(['retail', 'other', 'failed']);
  });

  it('keep their times and promises, which a time of the line goes before', async () => {
    const api = await startFakeApi();
    const times = {
      from: '2026-11-19T00:00:00.000Z',
      to: '2026-11-20T00:00:00.000Z',
      endedFrom: '2026-11-19T06:00:00.000Z',
    };
    const view = { ...VIEW, search: { ...times, slaMissed: true } };
    api.answer('/saved-views', (response) => send(response, { items: [view] }));
    const listed = async (...words: string[]) => {
      await carillon(['run', 'list', '--view', 'failed', ...words], at(api.url));
      const { query } = api.seen.findLast(({ path }) => path === '/runs') ?? {};
      return Object.fromEntries(query ?? []);
    };
    const asked = { createdAfter: times.from, createdBefore: times.to, endedAfter: times.endedFrom, slaMissed: 'true' };
    expect(await listed()).toMatchObject(asked);
    const { createdAfter, endedBefore, ...rest } = await listed('--since', '1h', '--ended-until', '5m');
    expect(rest).toMatchObject({ createdBefore: times.to, endedAfter: times.endedFrom });
    expect(Date.parse(endedBefore ?? '') - Date.parse(createdAfter ?? '')).toBe(55 * 60_000);
  });

  it('are saved under the names that the console keeps', async () => {
    const api = await startFakeApi();
    api.answer('/saved-views', (response) => send(response, VIEW));
    const set = (...words: string[]) => carillon(['saved-view', 'set', 'failed', ...words], at(api.url));
    expect((await set('--page', 'runs', '--state', 'failed,stopped')).code).toBe(0);
    expect((await set('--page', 'workflows', '--text', 'orders')).code).toBe(0);
    expect(api.seen.map(({ body }) => body)).toEqual([
      { project: 'default', page: 'runs', name: 'failed', search: { state: ['failed', 'stopped'] } },
      { project: 'default', page: 'workflows', name: 'failed', search: { q: 'orders' } },
    ]);
    expect((await set('--page', 'workflows', '--state', 'failed')).code).toBe(2);
    expect((await set()).code).toBe(2);
  });

  it('are told apart by their page, and suggested when the name is wrong', async () => {
    const api = await startFakeApi();
    api.answer('/saved-views', (response) => send(response, { items: [VIEW, { ...VIEW, page: 'workflows' }] }));
    const two = await carillon(['saved-view', 'rm', 'failed'], at(api.url));
    expect([two.code, two.err]).toEqual([2, expect.stringContaining('--page runs or --page workflows')]);
    const wrong = await carillon(['saved-view', 'rm', 'faild'], at(api.url));
    expect([wrong.code, wrong.err]).toEqual([5, expect.stringContaining("did you mean 'failed'?")]);
  });
});

describe('carillon run compare', SLOW, () => {
  it('tells what differs, the gravest first, and says so to the shell', async () => {
    const other = 'run_01J8ZZZZZZZZZZZZZZZZZZZZZZ';
    const api = await startFakeApi();
    api.answer(`/runs/${other}`, (response) =>
      send(response, { ...RUN, id: other, version: 2, params: { who: 'me' }, state: 'failed' }),
    );
    api.answer(`/runs/${other}/tasks`, (response) =>
      send(response, { items: [task('greet', 1, { state: 'failed' }), task('count', 2)] }),
    );
    const { code, out } = await carillon(['run', 'compare', other, RUN_ID], at(api.url));
    expect(code).toBe(12);
    expect(out).toMatch(/version +2 +3\n/);
    expect(out).toMatch(/params\.who +me +you\n/);
    expect(out).toMatch(/greet +failed +success .*state/);
    expect(out).not.toContain('count');
    const same = await carillon(['run', 'compare', RUN_ID, RUN_ID], at(api.url));
    expect([same.code, same.err]).toEqual([0, 'both were given the same, and made the same\nall tasks went alike\n']);
  });
});
