import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { type FakeApi, sendProblem, startFakeApi } from '../test/fake-api.ts';

const at = (url: string) => ({ CARILLON_SERVER: url, CARILLON_TOKEN: 'crl_api_x' });
const IDS = ['run_01J9ZZZZZZZZZZZZZZZZZZZZZA', 'run_01J9ZZZZZZZZZZZZZZZZZZZZZB'];

const runOf = (id: string) => ({
  id,
  project: 'default',
  workflow: 'hello',
  version: 1,
  state: 'failed',
  trigger: { kind: 'api' },
});
const answer = (response: ServerResponse, body: object): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const answerRerun = (response: ServerResponse, id: string, query: URLSearchParams): void =>
  answer(response, {
    dryRun: query.has('dryRun'),
    newRun: true,
    run: runOf(id),
    version: 1,
    params: {},
    tasks: [{ task: 'load', state: 'failed', effect: 'run' }],
  });

async function apiWithRuns(): Promise<FakeApi> {
  const api = await startFakeApi();
  for (const id of IDS) {
    api.answer(`/runs/${id}`, (response) => answer(response, runOf(id)));
    api.answer(`/runs/${id}/rerun`, (response, { query }) => answerRerun(response, id, query));
  }
  return api;
}
const posts = (api: FakeApi) => api.seen.filter(({ method }) => method === 'POST').length;

describe('run rerun of several runs', () => {
  it('takes their ids from stdin, and shows what each would do', async () => {
    const api = await apiWithRuns();
    const { code, out, err } = await carillon(['run', 'rerun', '--stdin', '--from', 'failed', '--dry-run'], {
      env: at(api.url),
      input: `${IDS.join('\n')}\n`,
    });
    expect([code, err]).toEqual([0, '2 to run, 0 kept, in 2 new runs\n']);
    expect(out.split('\n').filter((line) => line.includes('load'))).toHaveLength(2);
    expect(posts(api)).toBe(2);
  });

  it('does nothing that nobody confirmed', async () => {
    const api = await apiWithRuns();
    const { code, err } = await carillon(['run', 'rerun', ...IDS], { env: at(api.url) });
    expect(code).toBe(2);
    expect(err).toContain('--yes');
    expect(posts(api)).toBe(2); // the two looks
  });

  it('reruns what was shown, and goes on behind one that is refused', async () => {
    const api = await apiWithRuns();
    const [first, second] = IDS as [string, string];
    const asked: string[] = [];
    api.answer(`/runs/${first}/rerun`, (response, { query, body }) => {
      asked.push(JSON.stringify(body));
      if (query.has('dryRun')) return answerRerun(response, first, query);
      sendProblem(response, 409, 'PLAN_STALE', { detail: 'now extract, load would run' });
    });
    const { code, out, err } = await carillon(['run', 'rerun', ...IDS, '--yes', '-q'], { env: at(api.url) });
    expect(asked.map((body) => JSON.parse(body).expected)).toEqual([undefined, ['load']]);
    expect([code, out]).toEqual([6, `${second}\n`]);
    expect(err).toContain(`${first}: error: now extract, load would run`);
    expect(err).toContain('1 of 2 runs were changed');
  });

  it('says what does not go together, without a server', async () => {
    for (const words of [['--downstream'], ['--task', 'a', '--from', 'failed'], ['--stdin', '--params', '-']])
      expect((await carillon(['run', 'rerun', IDS.at(0) as string, ...words])).code).toBe(2);
    expect((await carillon(['run', 'rerun'])).err).toContain('which run?');
  });
});
