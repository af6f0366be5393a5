import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDraftKeeper, savesEnded } from './draft-keeper.ts';
import { readLocal } from './local-draft.ts';

interface Stored {
  readonly text: string;
  readonly revision: number;
  readonly author: string;
  readonly key?: string | undefined;
}

/** The server's one draft: saved over by whoever names its revision. */
let stored: Stored | undefined;
/** Of each save that reached the server. */
let keys: (string | undefined)[];
let revisions: number;
/** Saves that come next: `lost` is taken and not answered, a status is answered and not taken. The rest is as it should be. */
let next: ('lost' | number | Promise<void>)[];
let local: Map<string, string>;
let workflows = 0;
let name: string;

function save(body: { readonly text: string; readonly revision: number }, key?: string, author = 'me'): Response {
  keys.push(key);
  const isSame = key !== undefined && stored?.key === key && stored.text === body.text;
  if (!isSame && body.revision !== (stored?.revision ?? 0))
    return Response.json({ code: 'CONFLICT_STATE' }, { status: 409 });
  if (!isSame) stored = { text: body.text, revision: ++revisions, author, key };
  return Response.json(stored);
}
const savedByOther = (text: string) => save({ text, revision: stored?.revision ?? 0 }, 'of-another', 'somebody');

beforeEach(() => {
  name = `orders-${++workflows}`;
  [stored, keys, revisions, next, local] = [{ text: 'begun', revision: 1, author: 'me' }, [], 1, [], new Map()];
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => local.get(key) ?? null,
    setItem: (key: string, value: string) => void local.set(key, value),
    removeItem: (key: string) => void local.delete(key),
  });
  vi.stubGlobal('fetch', async (address: string, { body, headers }: RequestInit) => {
    if (!address.endsWith('/save'))
      return Response.json(address.includes('?') ? { items: stored ? [stored] : [] } : stored);
    const how = next.shift();
    if (typeof how === 'number') return new Response('', { status: how });
    if (how instanceof Promise) await how;
    const answer = save(JSON.parse(body as string), new Headers(headers).get('idempotency-key') ?? undefined);
    if (how === 'lost') throw new TypeError('network');
    return answer;
  });
});
afterEach(() => vi.unstubAllGlobals());

/** A page that begins with what this browser has, or else with the server's draft. */
function opened() {
  const start = readLocal('default', name) ?? {
    text: stored?.text ?? '',
    revision: stored?.revision ?? 0,
    baseVersion: undefined,
    before: stored?.text ?? '',
  };
  const saved = stored && { text: stored.text, baseVersion: undefined };
  const keeper = createDraftKeeper({ project: 'default', name, start: { ...start, saved }, underway: () => [] });
  const write = (text: string) => keeper.write({ text, newest: undefined });
  write(start.text);
  return {
    keeper,
    text: start.text,
    write,
    save: (text: string) => {
      write(text);
      return keeper.save();
    },
  };
}

describe('a save that nobody has answered', () => {
  it('is sent again as it was, and then the text that was typed on', async () => {
    next = ['lost'];
    const page = opened();
    await page.save('mine');
    expect(page.keeper.read().failure).toBeDefined();
    await page.save('mine, longer');
    expect(stored?.text).toBe('mine, longer');
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(page.keeper.read()).toMatchObject({ revision: 3, theirs: undefined, failure: undefined });
    expect(local.size).toBe(0);
  });

  it('is taken back by an undo, however often it goes unanswered', async () => {
    next = ['lost', 'lost', 'lost'];
    const page = opened();
    await page.save('a mistake');
    await page.save('begun');
    await page.save('begun');
    expect(stored?.text).toBe('a mistake');
    await page.keeper.save();
    expect(stored?.text).toBe('begun');
    expect(page.keeper.read().theirs).toBeUndefined();
  });

  it('is known to the page after a reload', async () => {
    next = ['lost'];
    await opened().save('mine');
    const again = opened();
    expect(again.text).toBe('mine');
    await again.save('mine, longer');
    expect(stored?.text).toBe('mine, longer');
    expect(again.keeper.read().theirs).toBeUndefined();
  });

  it('need not have landed', async () => {
    next = [503, 401, 429];
    const page = opened();
    for (const text of ['one', 'two', 'three']) await page.save(text);
    expect(stored?.text).toBe('begun');
    expect(page.keeper.read().isHere).toBe(true);
    await page.keeper.save();
    expect(stored?.text).toBe('three');
  });

  it('begins a draft once', async () => {
    stored = undefined;
    next = ['lost'];
    const page = opened();
    await page.save('mine');
    await page.save('mine, longer');
    expect(stored).toMatchObject({ text: 'mine, longer', revision: 3 });
  });

  it('goes over nothing that came after it', async () => {
    next = ['lost'];
    const page = opened();
    await page.save('mine');
    savedByOther('theirs');
    await page.save('mine, longer');
    expect(page.keeper.read()).toMatchObject({ theirs: { text: 'theirs' }, unanswered: undefined });
    expect(stored?.text).toBe('theirs');
    await page.keeper.save();
    expect(stored?.text).toBe('theirs');
  });

  it('is not the text of somebody else that says the same by chance', async () => {
    next = [503];
    const page = opened();
    await page.save('the same');
    savedByOther('the same');
    await page.save('the same');
    expect(page.keeper.read().theirs).toMatchObject({ author: 'somebody' });
  });

  it('is that of a second page, too, which takes nothing later for its own', async () => {
    next = ['lost'];
    const one = opened();
    await one.save('mine');
    const two = opened();
    await two.keeper.save();
    expect(two.keeper.read()).toMatchObject({ revision: 2, theirs: undefined });
    await one.save('mine, longer');
    await two.save('mine, shorter');
    expect(two.keeper.read().theirs).toMatchObject({ text: 'mine, longer' });
    expect(stored?.text).toBe('mine, longer');
  });
});

describe('a save', () => {
  it('that is refused is not sent again, and the next text is', async () => {
    next = [413];
    const page = opened();
    await page.save('too long');
    expect(page.keeper.read()).toMatchObject({ unanswered: undefined, failure: { refused: 'too long' } });
    await page.save('short');
    expect(stored?.text).toBe('short');
    expect(page.keeper.read().failure).toBeUndefined();
  });

  it('goes on without its page, and whoever opens the next one can wait for it', async () => {
    let answer = () => {};
    next = [new Promise((resolve) => (answer = resolve))];
    const page = opened();
    void page.save('mine');
    page.write('mine, longer');
    page.keeper.keepHere();
    void page.keeper.save();
    answer();
    await savesEnded('default', name);
    expect(stored?.text).toBe('mine, longer');
    expect(local.size).toBe(0);
  });

  it('says of a text over which version it was written', async () => {
    const page = opened();
    page.keeper.rebase(7, 'begun');
    await page.keeper.save();
    expect(keys).toHaveLength(1);
    await page.keeper.save();
    expect(keys).toHaveLength(1);
  });

  it('goes over what somebody else saved once its writer has chosen', async () => {
    savedByOther('theirs');
    const page = opened();
    savedByOther('theirs, longer');
    await page.save('merged');
    const { theirs } = page.keeper.read();
    page.keeper.goOnFrom(theirs ?? null);
    await page.keeper.save();
    expect(stored).toMatchObject({ text: 'merged', author: 'me' });
  });
});

describe('comparing with what was saved meanwhile', () => {
  it('meets somebody else, and nobody in the own save', async () => {
    next = ['lost'];
    const page = opened();
    await page.save('mine');
    await page.keeper.meet();
    expect(page.keeper.read()).toMatchObject({ revision: 2, theirs: undefined });
    savedByOther('theirs');
    await page.keeper.meet();
    expect(page.keeper.read().theirs).toMatchObject({ text: 'theirs' });
  });

  it('fails where nobody can say', async () => {
    next = [503];
    const page = opened();
    page.write('mine');
    await expect(page.keeper.meet()).rejects.toMatchObject({ status: 503 });
    expect(page.keeper.read().theirs).toBeUndefined();
  });
});

it('knows when the browser has no room for a text', async () => {
  const setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  vi.stubGlobal('localStorage', { getItem: () => null, setItem });
  next = [503];
  const page = opened();
  await page.save('mine');
  expect(page.keeper.read()).toMatchObject({ isHere: false, failure: { error: { status: 503 } } });
  await page.keeper.save();
  expect(stored?.text).toBe('mine');
});
