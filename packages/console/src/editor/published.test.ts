import type { WorkflowVersion } from '@carillon/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPublished, statusOf } from './published.ts';

const place = { project: 'default', environment: 'prod' };
const version = (number: number) => ({ number, source: `text of ${number}\n` }) as WorkflowVersion;

/** A server that has seven versions, of which one is live in the environment. */
function serves(live: number | undefined, newest: number | null = 7): void {
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.replace('/api/v1/workflows/default/orders', '');
    const number = /versions\/(\d+)/.exec(path)?.[1];
    const isList = path.startsWith('/versions?');
    const isMissing = isList ? newest === null : number === undefined && live === undefined;
    const found = number ? version(Number(number)) : isList ? { items: [{ number: newest }] } : { version: live };
    return Promise.resolve(Response.json(isMissing ? {} : found, { status: isMissing ? 404 : 200 }));
  });
}
afterEach(() => vi.unstubAllGlobals());

describe('what a text is compared with', () => {
  it('is what runs in this environment, which need not be the newest version', async () => {
    serves(6);
    const published = await readPublished(place, 'orders');
    expect(published).toEqual({ newest: version(7), live: version(6) });
    expect(statusOf('text of 7', published)).toBe('newest');
    expect(statusOf('text of 6', published)).toBe('live');
    expect(statusOf('text of 5', published)).toBe('draft');
  });

  it('is nothing where no version has come to this environment', async () => {
    serves(undefined);
    const published = await readPublished(place, 'orders');
    expect(published).toEqual({ newest: version(7), live: undefined });
    expect(statusOf('text of 7', published)).toBe('newest');
  });

  it('is nothing at all for a workflow that is yet to be written', async () => {
    serves(undefined, null);
    expect(await readPublished(place, 'orders')).toEqual({ newest: undefined, live: undefined });
  });
});
