import type { Limit, LimitRule } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { limitEffects } from './limit-effects.ts';

const allowed = { allowed: true } as const;
const rule: LimitRule = {
  apiVersion: 'carillon/v1',
  kind: 'LimitRule',
  name: 'dwh',
  project: 'shop',
  number: 1,
  concurrency: { max: 4 },
  author: 'li',
  createdAt: '2026-11-22T00:00:00Z',
  actions: { set: allowed, remove: allowed },
};
const limit = (more: Partial<Limit>): Limit => ({
  apiVersion: 'carillon/v1',
  kind: 'Limit',
  id: 'lim_1',
  level: 'project',
  project: 'shop',
  name: 'dwh',
  key: '',
  max: 4,
  onLimit: 'queue',
  held: 4,
  waiting: 3,
  ...more,
});
const of = (max: number) => ({ concurrency: { max } });

describe('another maximum of a limit', () => {
  it('lets so many go on as there is room for, and leaves the others in line', () => {
    expect(limitEffects(rule, of(6), [limit({})])).toEqual([
      { is: 'starts', count: 2 },
      { is: 'waits', count: 1 },
    ]);
    expect(limitEffects(rule, of(9), [limit({})])).toEqual([{ is: 'starts', count: 3 }]);
  });

  it('lets nothing more start while more have it than may', () => {
    expect(limitEffects(rule, of(3), [limit({})])).toEqual([
      { is: 'over', held: 4 },
      { is: 'waits', count: 3 },
    ]);
  });

  it('counts each value of the key by itself, and other limits of the name not at all', () => {
    const keyed = [limit({ key: 'eu', held: 1, waiting: 2 }), limit({ key: 'us', held: 4, waiting: 1 })];
    const others = [limit({ level: 'task' }), limit({ project: 'other' })];
    expect(limitEffects(rule, of(2), [...keyed, ...others])).toEqual([
      { is: 'over', held: 4 },
      { is: 'starts', count: 1 },
      { is: 'waits', count: 2 },
    ]);
  });

  it('is of a pace where it is a rate, and frees all when it is removed', () => {
    const { max: _, ...paced } = limit({ held: 0 });
    const { concurrency: __, ...named } = rule;
    const rated = { ...named, rate: { limit: 1, per: '1m' } };
    expect(limitEffects(rated, { rate: { limit: 9, per: '1m' } }, [paced])).toEqual([{ is: 'pace', count: 3 }]);
    expect(limitEffects(rule, undefined, [limit({})])).toEqual([{ is: 'freed', count: 3 }]);
  });

  it('lets go what waits for a part that is taken away, and holds from then on where one is new', () => {
    const { max: _, ...paced } = limit({ held: 0, waiting: 2 });
    const rate = { limit: 1, per: '1m' };
    expect(limitEffects({ ...rule, rate }, of(4), [paced])).toEqual([{ is: 'freed', count: 2 }]);
    expect(limitEffects(rule, { rate }, [limit({})])).toEqual([{ is: 'freed', count: 3 }, { is: 'new' }]);
  });

  it('says that it cannot tell where others are counted, or by another key', () => {
    for (const next of [
      { concurrency: { max: 4, key: '${{ params.shop }}' } },
      { ...of(4), when: "workflow.name == 'a'" },
      { ...of(4), counts: 'runs' as const },
    ])
      expect(limitEffects(rule, next, [limit({})])).toEqual([{ is: 'unknown' }]);
  });

  it('says where nothing uses it yet', () => {
    expect(limitEffects(rule, of(1), [])).toEqual([{ is: 'unused' }]);
    expect(limitEffects(undefined, of(1), [limit({})])).toEqual([{ is: 'new' }]);
  });
});
