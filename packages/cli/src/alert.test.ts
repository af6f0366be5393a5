import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, startFakeApi } from '../test/fake-api.ts';

/** Commands are read when they are called, which takes its time on a busy machine. */
const SLOW = { timeout: 60_000 };
const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const CAUSES = [
  { id: 'alr_01J9ZZZZZZZZZZZZZZZZZZZZZA', fingerprint: '7f3a51' },
  { id: 'alr_01J9ZZZZZZZZZZZZZZZZZZZZZB', fingerprint: '7f3b00' },
];

async function api({ holdsOthers = false } = {}) {
  const fake = await startFakeApi();
  fake.answer('/alerts', (response) => send(response, { items: CAUSES }));
  fake.answer('/silences/preview', (response) =>
    send(response, { kind: 'SilencePreview', days: 7, notified: 212, causes: 3, acted: 1, holdsOthers }),
  );
  fake.answer('/silences', (response) =>
    send(response, {
      id: 'sil_1',
      workflow: 'orders',
      task: 'load',
      state: 'active',
      causes: 1,
      muted: 0,
      reason: 'x',
    }),
  );
  return fake;
}

describe('carillon silence create', SLOW, () => {
  const silence = (url: string, ...words: string[]) =>
    carillon(['silence', 'create', '--for', '48h', '--reason', 'vendor fix Thu', ...words], at(url));
  const posted = ({ seen }: Awaited<ReturnType<typeof api>>) =>
    seen.filter(({ method, path }) => method === 'POST' && path === '/silences').map(({ body }) => body);

  it('takes the beginning of a fingerprint, and says what it would have muted', async () => {
    const fake = await api();
    const { code, err } = await silence(fake.url, '--cause', '7f3a', '--unless-worse');
    expect([code, err]).toEqual([0, expect.stringContaining('have muted 212 notifications of 3 causes; 1 acted on')]);
    expect(posted(fake)).toEqual([{ cause: CAUSES[0]?.id, for: '48h', reason: 'vendor fix Thu', unlessWorse: true }]);
  });

  it('does nothing in a dry run', async () => {
    const fake = await api();
    const { code, err } = await silence(fake.url, '--workflow', 'orders', '--task', 'load', '--dry-run');
    expect([code, err]).toEqual([0, expect.not.stringContaining('kept quiet')]);
    expect(posted(fake)).toEqual([]);
  });

  it('says that new errors are kept quiet, too, where one cause stands for them', async () => {
    const { url } = await api({ holdsOthers: true });
    const { err } = await silence(url, '--workflow', 'orders', '--dry-run');
    expect(err).toContain('new errors of its code are kept quiet, too: a task has 100 causes, more are not told apart');
  });

  it('refuses a beginning that several have, one that none has, and a silence of nothing or for ever', async () => {
    const fake = await api();
    const several = await silence(fake.url, '--cause', '7f3');
    expect([several.code, several.err]).toEqual([2, expect.stringContaining('7f3a51, 7f3b00')]);
    expect((await silence(fake.url, '--cause', '99')).code).toBe(5);
    expect((await silence(fake.url)).code).toBe(2);
    const forEver = ['silence', 'create', '--cause', '7f3a', '--reason', 'x'];
    expect((await carillon(forEver, at(fake.url))).code).toBe(2);
    expect(posted(fake)).toEqual([]);
  });
});

describe('carillon alert set-rule', SLOW, () => {
  it('sets what is given and leaves the rest to the wider rule', async () => {
    const fake = await startFakeApi();
    fake.answer('/alert-rules', (response) => send(response, { project: 'default', workflow: 'orders', task: 'load' }));
    const words = ['alert', 'set-rule', 'orders/load', '--hold', '5m', '--every', 'failure', '--recovery', 'no'];
    expect((await carillon(words, at(fake.url))).code).toBe(0);
    expect(fake.seen.map(({ body }) => body)).toEqual([
      { project: 'default', workflow: 'orders', task: 'load', hold: '5m', everyFailure: true, tellRecovery: false },
    ]);
    expect((await carillon(['alert', 'set-rule', 'orders'], at(fake.url))).code).toBe(2);
  });
});
