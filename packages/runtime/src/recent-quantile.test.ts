import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';
import { createRecentQuantile } from './recent-quantile.ts';

describe('a quantile of what was observed lately', () => {
  it('is nothing before the first observation, then the bucket it is in, and forgets what is old', async () => {
    const metrics = createMetrics();
    const recent = createRecentQuantile(metrics, 'test_seconds', { quantile: 0.99, looks: 2 });
    expect(await recent.look()).toBeUndefined();
    const histogram = metrics.histogram('test_seconds', 'test', ['kind'], [0.01, 0.1, 1]);
    expect(await recent.look()).toBeUndefined();
    for (let i = 0; i < 98; i++) histogram.observe({ kind: 'a' }, 0.005);
    for (let i = 0; i < 2; i++) histogram.observe({ kind: 'b' }, 0.5);
    expect(await recent.look()).toBe(1);
    histogram.observe({ kind: 'a' }, 0.05);
    expect(await recent.look()).toBe(1);
    histogram.observe({ kind: 'a' }, 0.05);
    expect(await recent.look()).toBe(0.1);
    expect(await recent.look()).toBe(0.1);
    expect(await recent.look()).toBeUndefined();
  });

  it('is the highest bound where it is beyond all of them', async () => {
    const metrics = createMetrics();
    const histogram = metrics.histogram('test_seconds', 'test', [], [0.01, 0.1]);
    const recent = createRecentQuantile(metrics, 'test_seconds', { quantile: 0.99, looks: 2 });
    histogram.observe(7);
    expect(await recent.look()).toBe(0.1);
  });
});
