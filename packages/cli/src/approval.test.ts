import type { Approval } from '@carillon/sdk';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, startFakeApi } from '../test/fake-api.ts';

const ID = 'apr_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const APPROVAL: Approval = {
  apiVersion: 'carillon/v1',
  kind: 'Approval',
  id: ID,
  project: 'default',
  environment: 'dev',
  workflow: 'release',
  runId: 'run_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
  task: 'ask',
  taskRunId: 'tr_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
  state: 'open',
  title: 'Release it?',
  params: { count: { type: 'integer' }, note: { type: 'string' } },
  requestedAt: '2026-11-21T00:00:00.000Z',
  expiresAt: '2026-11-22T00:00:00.000Z',
  actions: { approve: { allowed: true }, reject: { allowed: true } },
};

describe('approvals', () => {
  it('are listed, shown and answered', async () => {
    const api = await startFakeApi();
    const answer = (path: string, body: object): void =>
      api.answer(path, (response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(body));
      });
    answer('/approvals', { items: [APPROVAL] });
    for (const path of ['', '/approve', '/reject']) answer(`/approvals/${ID}${path}`, APPROVAL);
    const run = (...words: string[]) => carillon(['approval', ...words], at(api.url));

    expect((await run('list')).out).toContain('Release it?');
    expect(api.seen.at(-1)?.query.get('state')).toBe('open');
    await run('list', '--all');
    expect(api.seen.at(-1)?.query.get('state')).toBeNull();
    expect(JSON.parse((await run('get', ID, '-o', 'json')).out)).toMatchObject({ id: ID, task: 'ask' });

    await run('approve', ID, '-p', 'count=3', '-p', 'note=3', '--comment', 'go');
    expect(api.seen.at(-1)).toMatchObject({
      path: expect.stringContaining(`/approvals/${ID}/approve`),
      body: { input: { count: 3, note: '3' }, comment: 'go' },
    });
    await run('approve', ID);
    expect(api.seen.at(-1)?.body).toEqual({});
    await run('reject', ID, '--comment', 'no');
    expect(api.seen.at(-1)).toMatchObject({
      path: expect.stringContaining(`/approvals/${ID}/reject`),
      body: { comment: 'no' },
    });
    expect(await run('approve', ID, '-p', 'counts=3')).toMatchObject({
      code: 2,
      err: "error: the approval has no parameter 'counts'\n  fix: did you mean 'count'?\n",
    });
  });
});
