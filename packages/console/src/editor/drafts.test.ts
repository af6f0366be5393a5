import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { saveDraft, withSent } from './drafts.ts';

/** The server's one draft: saved over by whoever names its revision. */
let stored: { text: string; revision: number; author: string };

beforeEach(() => {
  stored = { text: 'begun', revision: 1, author: 'me' };
  vi.stubGlobal('fetch', async (address: string, { body }: RequestInit) => {
    if (!address.endsWith('/save')) return Response.json(address.includes('?') ? { items: [stored] } : stored);
    const { text, revision } = JSON.parse(body as string) as typeof stored;
    if (revision !== stored.revision) return Response.json({ code: 'CONFLICT_STATE' }, { status: 409 });
    stored = { text, revision: revision + 1, author: 'me' };
    return Response.json(stored);
  });
});
afterEach(() => vi.unstubAllGlobals());

const save = (text: string, revision: number, sent: readonly string[] = []) =>
  saveDraft('default', 'orders', { text, baseVersion: undefined }, { revision, sent });

describe('a draft that is saved', () => {
  it('goes over the own save that nobody has answered', async () => {
    await save('mine', 1);
    expect(await save('mine, longer', 1, ['mine'])).toMatchObject({ saved: { text: 'mine, longer', revision: 3 } });
    expect(stored.text).toBe('mine, longer');
  });

  it('goes over nothing that somebody else has saved', async () => {
    stored = { text: 'theirs', revision: 2, author: 'somebody' };
    expect(await save('mine', 1, ['mine'])).toEqual({ theirs: stored });
    expect(stored.text).toBe('theirs');
  });

  it('goes over several own saves that come late', async () => {
    await save('first', 1);
    await save('second', 2);
    expect(await save('third', 1, ['second', 'first'])).toMatchObject({ saved: { text: 'third' } });
  });

  it('remembers the first of many saves that nobody answers, and the newest', () => {
    const texts = Array.from({ length: 40 }, (_, i) => `text ${i}`);
    const sent = texts.reduce<readonly string[]>(withSent, []);
    expect(sent).toEqual([texts[0], ...texts.slice(-7)]);
    expect(withSent(sent, 'text 39')).toBe(sent);
  });
});
