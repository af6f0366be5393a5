import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { RUN, RUN_ID, startFakeApi } from '../test/fake-api.ts';

const OTHER = 'run_01J9ZZZZZZZZZZZZZZZZZZZZZA';

async function platform() {
  const api = await startFakeApi();
  const actions = { ...RUN.actions, pause: { allowed: false, code: 'RUN_ENDED', reason: 'The run has ended.' } };
  const open = { ...RUN, state: 'running', actions: { ...RUN.actions, pause: { allowed: true } } };
  for (const [path, run] of [
    [`/runs/${RUN_ID}`, open],
    [`/runs/${OTHER}`, { ...RUN, id: OTHER, actions }],
    [`/runs/${RUN_ID}/pause`, open],
    [`/runs/${OTHER}/pause`, open],
  ] as const)
    api.answer(path, (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(run)),
    );
  const posts = () => api.seen.filter(({ method }) => method === 'POST').length;
  const pause = (...words: string[]) =>
    carillon(['run', 'pause', ...words], { env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' } });
  return { posts, pause };
}

describe('run pause of several runs', () => {
  it('shows with --dry-run what it would do to each, and does nothing', async () => {
    const { posts, pause } = await platform();
    const { code, out } = await pause(RUN_ID, OTHER, '--dry-run');
    expect(out.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
      ['ID', 'WORKFLOW', 'STATE', 'EFFECT'],
      [RUN_ID, 'hello@3', 'running', 'pauses'],
      [OTHER, 'hello@3', 'success', 'The run has ended.'],
      [''],
    ]);
    expect([code, posts()]).toEqual([0, 0]);
  });

  it('does nothing that nobody confirmed', async () => {
    const { posts, pause } = await platform();
    expect(await pause(RUN_ID, OTHER)).toMatchObject({ code: 2, err: expect.stringContaining('--dry-run') });
    expect(posts()).toBe(0);
    expect((await pause(RUN_ID, OTHER, '--yes', '-q')).code).toBe(0);
    expect(posts()).toBe(2);
  });
});
