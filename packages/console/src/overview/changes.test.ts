import type { AuditRecord } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { AUDITED_CHANGES, changesIn } from './changes.ts';

const row = (seq: number, over: Partial<AuditRecord> = {}): AuditRecord => ({
  seq,
  at: `2026-11-21T00:${String(seq).padStart(2, '0')}:00.000Z`,
  tenant: 'default',
  actor: 'li',
  via: 'token',
  action: 'document.apply',
  object: { kind: 'workflow', name: 'orders' },
  project: 'retail',
  outcome: 'done',
  previousHash: '',
  hash: '',
  ...over,
});

describe('changes since the last visit', () => {
  it('are what people changed, and not what they ran, looked at or were refused', () => {
    const rows = [
      row(20),
      row(19, { action: 'run.start' }),
      row(18, { outcome: 'denied' }),
      row(17, { project: 'other' }),
      row(16, { action: 'queue.pause', object: { kind: 'queue', name: 'etl' }, reason: 'new disks' }),
    ];
    expect(changesIn(rows, 'retail')).toEqual([
      expect.objectContaining({ seq: 20, names: ['orders'], isWorkflow: true }),
      expect.objectContaining({ seq: 16, names: ['etl'], isWorkflow: false, reason: 'new disks' }),
    ]);
  });

  it('tell what a plan became', () => {
    const plan = { action: 'plan.apply', object: { kind: 'plan' } };
    const rows = [
      row(20, { ...plan, after: { backfill: 'bf_1', workflow: 'orders' } }),
      row(19, { ...plan, after: { action: 'rerun', filter: {} } }),
      row(18, { ...plan, after: { action: 'stop', command: 'pause', state: 'paused' } }),
      row(17, { ...plan, after: { state: 'paused' } }),
      // Its workflows are told of one by one.
      row(16, { ...plan, after: { planKind: 'workflows', action: 'pause' } }),
      row(15, { action: 'workflow.pause' }),
    ];
    expect(changesIn(rows, 'retail').map(({ action, command, names }) => [action, command, ...names])).toEqual([
      ['plan.backfill', undefined, 'orders'],
      ['plan.runs', 'rerun'],
      ['plan.pause', 'stop'],
      ['plan.change', undefined],
      ['workflow.pause', undefined, 'orders'],
    ]);
  });

  it('are asked for by the names that the audit has for them', () => {
    expect(AUDITED_CHANGES).toContain('queue.pause');
    expect(AUDITED_CHANGES.filter((action) => action.startsWith('plan.'))).toEqual(['plan.apply']);
  });

  it('are one where somebody did the same to many, or again and again', () => {
    const stock = { object: { kind: 'workflow', name: 'stock' } };
    const rows = [row(15), row(14), row(14, stock), row(13, { actor: 'wang' }), row(12)];
    expect(changesIn(rows, 'retail').map(({ actor, names }) => [actor, ...names])).toEqual([
      ['li', 'orders', 'stock'],
      ['wang', 'orders'],
      ['li', 'orders'],
    ]);
  });

  it('are told apart by their environment', () => {
    const paused = { action: 'workflow.pause', environment: 'prod' };
    const rows = [row(15, paused), row(14, { ...paused, environment: 'dev' }), row(13)];
    expect(changesIn(rows, 'retail').map(({ environment }) => environment)).toEqual(['prod', 'dev', undefined]);
  });
});
