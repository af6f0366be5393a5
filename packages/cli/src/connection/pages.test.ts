import { describe, expect, it } from 'vitest';
import { carillon } from '../../test/capture.ts';
import { type FakeApi, RUN, startFakeApi } from '../../test/fake-api.ts';

const ids = Array.from({ length: 450 }, (_, no) => `run_${String(no).padStart(26, '0')}`);

/** Pages as the server gives them: no longer than asked for, 200 at most. */
async function apiOfManyRuns(): Promise<FakeApi> {
  const api = await startFakeApi();
  api.answer('/runs', (response, { query }) => {
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Math.min(Number(query.get('limit')), 200);
    const items = ids.slice(from, to).map((id) => ({ ...RUN, id }));
    response.end(JSON.stringify({ items, ...(to < ids.length && { nextCursor: String(to) }) }));
  });
  return api;
}

describe('a list that is longer than its limit', () => {
  const listed = async (api: FakeApi, ...words: string[]) =>
    carillon(['run', 'list', ...words], { env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' } });

  it.each([['-q'], ['-o', 'json'], ['-o', 'csv'], ['-o', 'table']])(
    'says so beside what it prints (%s %s)',
    async (...words) => {
      const { code, err } = await listed(await apiOfManyRuns(), ...words);
      expect([code, err]).toEqual([0, 'there are more than these 50; --limit all takes all of them\n']);
    },
  );

  it('comes whole when all of it is asked for', async () => {
    const api = await apiOfManyRuns();
    const { out, err } = await listed(api, '-q', '--limit', 'all');
    expect([out.trimEnd().split('\n'), err]).toEqual([ids, '']);
    expect(api.seen.map(({ query }) => query.get('limit'))).toEqual(['200', '200', '200']);
    expect((await listed(api, '--limit', 'many')).err).toContain('It must be a whole number above 0, or all.');
  });
});
