import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { sentenceOf } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { COMMANDS } from './commands/table.ts';
import { at, type FakeApi, RUN_ID, startFakeApi } from '../test/fake-api.ts';

const params = { busy: 4, slots: 4, ahead: '12' };
const ANSWER = {
  code: 'NO_CAPACITY',
  verdict: 'block',
  params,
  sentence: sentenceOf({ code: 'NO_CAPACITY', verdict: 'block', params }),
  evidence: [{ kind: 'worker', name: 'w1', is: 'full', params: { busy: 4, slots: 4 } }],
  since: '2026-11-21T00:00:00.000Z',
  fix: { action: 'start_worker', command: 'carillon worker run --group default' },
};
const EXPLAINED = { id: 'tr_01J9ZZZZZZZZZZZZZZZZZZZZZ0', task: 'greet', state: 'queued', answer: ANSWER };
const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function whyApi(items: readonly unknown[] = [EXPLAINED], more: object = {}): Promise<FakeApi> {
  const api = await startFakeApi();
  api.answer(`/runs/${RUN_ID}/explain`, (response) => send(response, { id: RUN_ID, state: 'running', items, ...more }));
  api.answer(`/task-runs/${EXPLAINED.id}/explain`, (response) =>
    send(response, { ...EXPLAINED, runId: RUN_ID, checks: [ANSWER] }),
  );
  api.answer(`/runs/${RUN_ID}/tasks`, (response) => send(response, { items: [EXPLAINED] }));
  return api;
}

describe('carillon run why', () => {
  it('prints an array of what waits, with evidence and what helps', async () => {
    const api = await whyApi();
    const { code, out } = await carillon(['run', 'why', RUN_ID, '-o', 'json'], at(api.url));
    const { params: _, verdict: __, ...answer } = ANSWER;
    expect([code, JSON.parse(out)]).toEqual([0, [{ task: 'greet', state: 'queued', ...answer }]]);
    const one = await carillon(['run', 'why', RUN_ID, '--task', 'greet', '-o', 'json'], at(api.url));
    expect(JSON.parse(one.out)).toEqual(JSON.parse(out));
  });

  it('counts what is not told, beside the list', async () => {
    const api = await whyApi([EXPLAINED], { rest: [{ code: 'NO_CAPACITY', count: 7_700 }] });
    const { out, err } = await carillon(['run', 'why', RUN_ID, '-o', 'json'], at(api.url));
    expect(JSON.parse(out)).toHaveLength(1);
    expect(err).toBe('7700 more wait: NO_CAPACITY\n');
  });

  it('prints every check of one task for people', async () => {
    const api = await whyApi();
    const { out } = await carillon(['run', 'why', RUN_ID, '--task', 'greet'], at(api.url));
    for (const part of ['NO_CAPACITY', 'full (4 of 4 slots)', 'worker w1', 'carillon worker run --group default'])
      expect(out).toContain(part);
  });

  it('says that nothing waits', async () => {
    const api = await whyApi([]);
    const { code, out, err } = await carillon(['run', 'why', RUN_ID], at(api.url));
    expect([code, out, err]).toEqual([0, '', 'nothing waits: the run is running\n']);
    expect((await carillon(['run', 'why', RUN_ID, '-o', 'json'], at(api.url))).out).toBe('[]\n');
  });

  it('does not know a task that is not there', async () => {
    const api = await whyApi();
    expect(await carillon(['run', 'why', RUN_ID, '--task', 'gret'], at(api.url))).toMatchObject({
      code: 5,
      err: expect.stringContaining('greet'),
    });
  });

  it('offers no command that there is not', () => {
    const source = readFileSync(new URL('../../core/src/explain/fixes.ts', import.meta.url), 'utf8');
    const offered = [...source.matchAll(/carillon (\w+ \w+)/g)].map(([, words]) => words);
    expect(offered.length).toBeGreaterThan(5);
    expect(offered.filter((words) => !COMMANDS.some((entry) => entry.words === words))).toEqual([]);
  });
});
