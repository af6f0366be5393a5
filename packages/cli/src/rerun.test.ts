import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { type FakeApi, startFakeApi } from '../test/fake-api.ts';

const at = (url: string) => ({ CARILLON_SERVER: url, CARILLON_TOKEN: 'crl_api_x' });
const IDS = ['run_01J9ZZZZZZZZZZZZZZZZZZZZZA', 'run_01J9ZZZZZZZZZZZZZZZZZZZZZB'];

async function apiWithRuns(): Promise<FakeApi> {
  const api = await startFakeApi();
  for (const id of IDS) {
    const run = { id, project: 'default', workflow: 'hello', version: 1, state: 'failed', trigger: { kind: 'api' } };
    const change = (dryRun: boolean) => ({
      dryRun,
      newRun: true,
      run,
      version: 1,
      params: {},
      tasks: [{ task: 'load', state: 'failed', effect: 'run' }],
    });
    const send = (body: unknown): string => JSON.stringify(body);
    api.answer(`/runs/${id}`, (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(send(run)),
    );
    api.answer(`/runs/${id}/rerun`, (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(send(change(true))),
    );
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

  it('says what does not go together, without a server', async () => {
    for (const words of [['--downstream'], ['--task', 'a', '--from', 'failed'], ['--stdin', '--params', '-']])
      expect((await carillon(['run', 'rerun', IDS.at(0) as string, ...words])).code).toBe(2);
    expect((await carillon(['run', 'rerun'])).err).toContain('which run?');
  });
});
