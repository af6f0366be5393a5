import { expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { RUN, RUN_ID, sendProblem, startFakeApi } from '../test/fake-api.ts';

const OTHER = 'run_01J9ZZZZZZZZZZZZZZZZZZZZZA';

async function platform() {
  const api = await startFakeApi();
  const running = { ...RUN, state: 'running', actions: { ...RUN.actions, stop: { allowed: true } } };
  for (const [path, run] of [
    [`/runs/${RUN_ID}`, running],
    [`/runs/${RUN_ID}/stop`, running],
    [`/runs/${OTHER}`, { ...RUN, id: OTHER }],
  ] as const)
    api.answer(path, (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(run)),
    );
  api.answer(`/runs/${OTHER}/stop`, (response) => sendProblem(response, 409, 'CONFLICT_STATE', { detail: 'it ended' }));
  const env = { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' };
  const stop = (...words: string[]) =>
    carillon(['run', 'stop', '--stdin', ...words], { env, input: `${OTHER}\n${RUN_ID}\n` });
  return { stop, bodies: () => api.seen.flatMap(({ method, body }) => (method === 'POST' ? [body] : [])) };
}

it('run stop shows with --dry-run what it would do to the runs of a pipe, and asks before it does it', async () => {
  const { stop, bodies } = await platform();
  const { code, out } = await stop('--dry-run');
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`${OTHER} .* The run has ended\\.\n${RUN_ID} .* stops\n`));
  expect((await stop()).code).toBe(2);
  expect(bodies()).toEqual([]);
});

it('run stop goes on behind a run that is refused', async () => {
  const { stop, bodies } = await platform();
  const { code, out, err } = await stop('--yes', '-q', '--reason', 'empty', '--no-compensate');
  expect([code, out]).toEqual([6, `${RUN_ID}\n`]);
  expect(err).toContain(`${OTHER}: error: it ended`);
  expect(bodies()).toEqual(Array.from({ length: 2 }, () => ({ reason: 'empty', compensate: false })));
});
