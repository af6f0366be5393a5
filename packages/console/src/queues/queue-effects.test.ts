import type { Queue } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { queueEffects, shareOf, shareText, weightOf } from './queue-effects.ts';

const allowed = { allowed: true } as const;
const queue = (name: string, more: Partial<Queue> = {}): Queue => ({
  apiVersion: 'carillon/v1',
  kind: 'Queue',
  name,
  described: true,
  state: 'open',
  weight: 1,
  used: 0.4,
  minShare: 0,
  maxShare: 1,
  running: 4,
  ready: 0,
  holders: [],
  actions: { set: allowed, pause: allowed, resume: allowed },
  ...more,
});
const etl = queue('etl');
const figures = { weight: 1, minShare: 0, maxShare: 1 };

describe('other figures of a queue', () => {
  it('hold back what comes where it uses more than it may, and let go what its maximum held', () => {
    expect(queueEffects(etl, { ...figures, maxShare: 0.25 }, [etl])).toEqual([{ is: 'over', used: 0.4, max: 0.25 }]);
    expect(queueEffects(etl, { ...figures, maxShare: 0.75 }, [etl])).toEqual([{ is: 'same' }]);
    const full = queue('etl', { state: 'full', ready: 9, maxShare: 0.4 });
    expect(queueEffects(full, { ...figures, maxShare: 0.75 }, [full])).toEqual([{ is: 'freed', ready: 9, max: 0.75 }]);
  });

  it('weigh against siblings that want something, and no others', () => {
    const others = [
      queue('busy', { weight: 2 }),
      queue('idle', { running: 0 }),
      queue('elsewhere', { parent: 'busy' }),
    ];
    expect(queueEffects(etl, { ...figures, weight: 2 }, [etl, ...others])).toEqual([
      { is: 'part', before: 1 / 3, after: 0.5, rivals: 1 },
    ]);
    expect(queueEffects(etl, { ...figures, weight: 2 }, [etl])).toEqual([{ is: 'same' }]);
  });

  it('tell what is guaranteed anew', () => {
    expect(queueEffects(etl, { ...figures, minShare: 0.2 }, [etl])).toEqual([{ is: 'guaranteed', min: 0.2 }]);
  });

  it('are read as they are typed, within the bounds of documents', () => {
    expect(['30', '30 %', '37.5%', '101', '', 'much', '1.234%'].map(shareOf)).toEqual([
      0.3,
      0.3,
      0.375,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(shareText(0.375)).toBe('37.5%');
    expect(['2', '0', '0.5', '', 'x', '10001'].map(weightOf)).toEqual([
      2,
      undefined,
      0.5,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
