import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { carillon } from '../test/capture.ts';
import { type Seen, sendProblem, startFakeApi } from '../test/fake-api.ts';

const DOCUMENT = { kind: 'Queue', name: 'etl', parent: 'batch', maxShare: '60%', projects: { reports: 2 } };
const APPLIED = { items: [{ kind: 'Queue', project: 'default', name: 'etl', version: 2, outcome: 'updated' }] };

async function platform(document?: object) {
  const api = await startFakeApi();
  api.answer('/queues/etl', (response) => {
    if (!document) return sendProblem(response, 404, 'NOT_FOUND', { detail: 'there is no such queue' });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name: 'etl', document }));
  });
  api.answer('/documents/apply', (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(APPLIED)),
  );
  return {
    api,
    run: (...words: string[]) =>
      carillon(['queue', ...words], { env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' } }),
  };
}

const appliedBy = ({ seen }: { readonly seen: readonly Seen[] }) => {
  const body = seen.at(-1)?.body as { readonly documents: readonly { readonly text: string }[] };
  return { ...body, documents: body.documents.map(({ text }) => parse(text) as unknown) };
};

describe('queue set', () => {
  it('changes what is given, and leaves the rest of the document as it is', async () => {
    const { api, run } = await platform(DOCUMENT);
    const done = await run('set', 'etl', '--max-share', '75%', '--weight', '2', '-m', 'more room');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('updated') });
    expect(appliedBy(api)).toEqual({
      documents: [{ ...DOCUMENT, maxShare: '75%', weight: 2 }],
      files: {},
      message: 'more room',
    });
  });

  it('takes a queue out of its parent, and only looks with --dry-run', async () => {
    const { api, run } = await platform(DOCUMENT);
    expect((await run('set', 'etl', '--no-parent', '--dry-run')).err).toBe('dry run: nothing was changed\n');
    const { parent: _, ...rest } = DOCUMENT;
    expect(appliedBy(api)).toEqual({ documents: [rest], files: {}, dryRun: true });
  });

  it('makes one that is not there', async () => {
    const { api, run } = await platform();
    await run('set', 'etl', '--min-share', '10%');
    expect(appliedBy(api).documents).toEqual([{ kind: 'Queue', name: 'etl', minShare: '10%' }]);
  });

  it('wants something to change', async () => {
    const { api, run } = await platform(DOCUMENT);
    expect(await run('set', 'etl')).toMatchObject({ code: 2 });
    expect(await run('set', 'etl', '--weight', 'much')).toMatchObject({ code: 2 });
    expect(api.seen).toEqual([]);
  });
});

describe('queue get', () => {
  it('prints the document, for the tenant that made it', async () => {
    expect(parse((await (await platform(DOCUMENT)).run('get', 'etl', '--source')).out)).toEqual(DOCUMENT);
    const without = await startFakeApi();
    without.answer('/queues/etl', (response) => response.end(JSON.stringify({ name: 'etl' })));
    const env = { CARILLON_SERVER: without.url, CARILLON_TOKEN: 'crl_api_x' };
    expect(await carillon(['queue', 'get', 'etl', '--source'], { env })).toMatchObject({ code: 5, out: '' });
  });
});
