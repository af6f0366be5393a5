import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runQuery, sessionQuery } from '../api/queries.ts';
import { askForRun } from './ask-for-run.ts';

const RUN = 'run_01M83BRA64E9QV0F76MV4E0000';
const GRAPH = `/runs/${RUN}/graph?usual=true`;
const asked: string[] = [];
let status = 200;

beforeEach(() => {
  asked.length = 0;
  status = 200;
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url.replace('/api/v1', ''));
    return Promise.resolve(Response.json({ items: [], nodes: [], edges: [] }, { status }));
  });
});
afterEach(() => vi.unstubAllGlobals());

it('asks for all that a run shows first at once, when it is known who is here', async () => {
  const client = new QueryClient();
  const all = askForRun(client, RUN, 'timeline');
  expect(asked).toEqual(['/session']);
  await all;
  expect(asked).toEqual(['/session', `/runs/${RUN}`, `/runs/${RUN}/tasks`, GRAPH]);
});

it('asks for nothing that is known already', async () => {
  const client = new QueryClient();
  client.setQueryData(sessionQuery.queryKey, { user: 'u' } as never);
  client.setQueryData(runQuery(RUN).queryKey, { id: RUN } as never, { updatedAt: 1 });
  await askForRun(client, RUN, 'table');
  expect(asked).toEqual([`/runs/${RUN}/tasks`]);
});

it('asks for no run on behalf of nobody', async () => {
  status = 401;
  await askForRun(new QueryClient(), RUN, 'table');
  expect(asked).toEqual(['/session']);
});
