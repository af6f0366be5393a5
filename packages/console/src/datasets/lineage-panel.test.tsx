import type { Lineage } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { lineageQuery } from '../api/dataset-queries.ts';
import { en } from '../i18n/en.ts';
import { DEPTH } from './dataset-search.ts';
import { LineagePanel } from './lineage-panel.tsx';

const place = { project: 'shop', environment: 'dev' };
const [orders, mail] = ['dataset:shop/orders', 'workflow:post/mail'];
const LINEAGE: Lineage = {
  apiVersion: 'carillon/v1',
  kind: 'Lineage',
  nodes: [
    { id: orders, kind: 'dataset', project: 'shop', name: 'orders', freshness: 'stale' },
    { id: mail, kind: 'workflow', project: 'post', name: 'mail', version: 1 },
  ],
  edges: [{ from: orders, to: mail, use: 'awaits', tasks: ['ready', 'late'] }],
  isCut: true,
  isPartial: false,
};

function panel(lineage: Lineage) {
  const client = quietClient();
  client.setQueryData(lineageQuery(place, undefined, DEPTH).queryKey, lineage);
  return drawn(<LineagePanel place={place} search={{ view: 'lineage' }} onChange={() => {}} />, client);
}

describe('lineage', () => {
  it('is told in sentences beside the picture, names other projects, and says where it was cut', async () => {
    const text = await panel(LINEAGE);
    expect(text).toContain('mail waits for orders (ready, late)');
    expect(text).toContain('Cut at 2 things');
    expect(text).toContain(en.freshness.stale);
    expect(text).not.toContain(en.freshness.fresh);
  });

  it('is not called empty where not all was looked at', async () => {
    const text = await panel({ ...LINEAGE, nodes: [], edges: [], isCut: false, isPartial: true });
    expect(text).toContain(en.lineage.partial);
    expect(text).not.toContain(en.lineage.empty);
  });

  it('shows how two workflows come to follow one another where none does', async () => {
    expect(await panel({ ...LINEAGE, nodes: [], edges: [], isCut: false })).toContain(en.lineage.empty);
  });
});
