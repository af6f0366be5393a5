import type { Action, DraftSummary } from '@carillon/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { draftsQuery } from '../editor/drafts.ts';
import { DraftList } from './draft-list.tsx';

// Read when modules are loaded.
vi.hoisted(() => {
  vi.stubGlobal('location', new URL('http://localhost:4400'));
  vi.stubGlobal('localStorage', { getItem: () => null });
});
afterAll(() => vi.unstubAllGlobals());

const place = { project: 'default', environment: 'dev' };
const draft = (name: string, baseVersion?: number, discard: Action = { allowed: true }) =>
  ({
    project: 'default',
    name,
    revision: 3,
    author: 'ann',
    updatedAt: '2026-03-01T10:00:00Z',
    baseVersion,
    actions: { discard },
  }) as DraftSummary;

const listed = (items: readonly DraftSummary[]) => {
  const client = quietClient();
  client.setQueryData(draftsQuery('default').queryKey, { items: [...items] });
  return drawn(<DraftList place={place} />, client);
};

describe('the list of drafts', () => {
  it('leads to the text of a workflow that was never published, and offers to discard it', async () => {
    const text = await listed([draft('half-written'), draft('orders', 6)]);
    expect(text).toContain('2 drafts that are not published');
    expect(text).toMatch(/<a href="[^"]*\/p\/default\/w\/half-written\/edit">half-written<\/a>.*never published/);
    expect(text).toContain('Draft on v6');
    expect(text).toMatch(/<button[^>]*aria-label="Discard the draft of half-written"/);
  });

  it('does not offer to discard one to whom may not', async () => {
    const text = await listed([draft('orders', 6, { allowed: false, reason: 'no', code: 'ROLE' })]);
    expect(text).toMatch(/<button[^>]*aria-disabled="true"[^>]*>/);
  });

  it('is open only where a draft is found nowhere else', async () => {
    expect(await listed([draft('half-written')])).toContain('open=""');
    expect(await listed([draft('orders', 6)])).not.toContain('open=""');
    expect(await listed([])).toBe('');
  });
});
