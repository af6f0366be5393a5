/** Fairness, capacity and dominant resources, on clusters that are simulated task by task with asserted bounds. */
import '../../../../tests/property-seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lackingResource, minusResources, plusResources, type Resources } from '../placement/resources.ts';
import { rankOf } from './rank.ts';
import { flow, shareCluster } from './share-cluster.testing.ts';

const GIB = 2 ** 30;

describe('tenants of a queue', () => {
  it('with 100 000 queued tasks delay the first task of a newcomer by one task at most', () => {
    const flood = flow({ key: 1, tenant: 'flood', waiting: 100_000 });
    const newcomer = flow({ key: 2, tenant: 'newcomer', waiting: 0, rank: 1_000_000 });
    const { serve, endOne, runningOf } = shareCluster({ slots: 8, flows: [flood, newcomer] });
    serve();
    for (let i = 0; i < 1_000; i++) {
      endOne();
      serve();
    }
    expect(runningOf(flood)).toBe(8);
    newcomer.waiting = 1;
    endOne();
    expect(serve()).toEqual([newcomer]);
  });

  it('get what their weights say, within one task, however they came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 64 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 60 }),
        (slots, weights, ends) => {
          const flows = weights.map((_, i) => flow({ key: i, tenant: `t${i}` }));
          const tenants = Object.fromEntries(weights.map((weight, i) => [`t${i}`, weight]));
          const cluster = shareCluster({ slots, flows, queues: [{ name: 'default', tenants }] });
          cluster.serve();
          for (const end of ends) {
            cluster.endOne((running) => end % running.length);
            cluster.serve();
          }
          // Weighted max-min of equal tasks: nobody could be given one more that another has too many.
          for (const [i, a] of flows.entries())
            for (const [j, b] of flows.entries()) {
              const mine = cluster.runningOf(a) / (weights.at(i) as number);
              const theirs = (cluster.runningOf(b) - 1) / (weights.at(j) as number);
              expect(theirs).toBeLessThanOrEqual(mine + 1e-9);
            }
        },
      ),
    );
  });

  it('share through their projects: a tenant of many projects gets no more than one of few', () => {
    const many = Array.from({ length: 9 }, (_, i) => flow({ key: i, tenant: 'a', project: `p${i}` }));
    const one = flow({ key: 99, tenant: 'b' });
    const { serve, runningOf } = shareCluster({ slots: 20, flows: [...many, one] });
    serve();
    expect(runningOf(one)).toBe(10);
  });
});

describe('queues', () => {
  const pair = (guaranteed: Parameters<typeof shareCluster>[0]['queues']) => {
    const [etl, adhoc] = [flow({ key: 1, queue: 'etl' }), flow({ key: 2, queue: 'adhoc' })] as const;
    return { etl, adhoc, cluster: shareCluster({ slots: 10, flows: [etl, adhoc], queues: guaranteed ?? [] }) };
  };

  it('lend what they do not use, and have their guarantee back as tasks end, before anybody else is served', () => {
    const { etl, adhoc, cluster } = pair([{ name: 'etl', minShare: 0.6 }, { name: 'adhoc' }]);
    etl.waiting = 0;
    cluster.serve();
    expect(cluster.runningOf(adhoc)).toBe(10);
    etl.waiting = Number.POSITIVE_INFINITY;
    for (let back = 1; back <= 6; back++) {
      cluster.endOne();
      expect(cluster.serve()).toEqual([etl]);
      expect(cluster.runningOf(etl)).toBe(back);
    }
    cluster.endOne();
    expect(cluster.serve()).toEqual([adhoc]);
  });

  it('never pass their maximum, though all else is idle, and always have room for one task', () => {
    const { etl, adhoc, cluster } = pair([
      { name: 'etl', maxShare: 0.35 },
      { name: 'adhoc', maxShare: 0.01 },
    ]);
    cluster.serve();
    expect([cluster.runningOf(etl), cluster.runningOf(adhoc)]).toEqual([3, 1]);
    expect(cluster.shares.gate(etl)).toEqual({ kind: 'max_share', queue: 'etl', used: 0.3, max: 0.35 });
  });

  it('that are paused give nothing out, nor does anything below them', () => {
    const child = flow({ key: 1, queue: 'nightly' });
    const queues = [
      { name: 'batch', isPaused: true },
      { name: 'nightly', parent: 'batch' },
    ];
    const { serve, shares } = shareCluster({ slots: 4, flows: [child], queues });
    expect(serve()).toEqual([]);
    expect(shares.gate(child)).toEqual({ kind: 'paused', queue: 'batch' });
  });

  it('share what is left to their parent, and never more than that', () => {
    const flows = ['a', 'b', 'c'].map((queue, key) => flow({ key, queue }));
    const queues = [
      { name: 'batch', maxShare: 0.5 },
      { name: 'a', parent: 'batch' },
      { name: 'b', parent: 'batch', weight: 4 },
      { name: 'c' },
    ];
    const { serve, runningOf } = shareCluster({ slots: 20, flows, queues });
    serve();
    expect(flows.map(runningOf)).toEqual([2, 8, 10]);
  });

  it('keep every bound whatever ends when', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 80 }), fc.integer({ min: 5, max: 40 }), (ends, slots) => {
        const flows = ['a', 'b', 'c'].map((queue, key) => flow({ key, queue }));
        const queues = [{ name: 'a', minShare: 0.4 }, { name: 'b', maxShare: 0.3 }, { name: 'c' }];
        const { serve, endOne, runningOf, running } = shareCluster({ slots, flows, queues });
        serve();
        for (const end of ends) {
          endOne((all) => end % all.length);
          serve();
          const [a, b] = flows.map(runningOf) as [number, number, number];
          expect(running()).toBe(slots);
          expect(a).toBeGreaterThanOrEqual(Math.floor(slots * 0.4));
          expect(b).toBeLessThanOrEqual(Math.max(1, slots * 0.3));
        }
      }),
    );
  });
});

describe('dominant resources', () => {
  it('are equal: the example of the paper', () => {
    // 9 cores and 18 GiB; one tenant asks for 1 core and 4 GiB, the other for 3 cores and 1 GiB.
    const memory = flow({ key: 1, tenant: 'a', resources: { cpu: 1_000, memory: 4 * GIB } });
    const cpu = flow({ key: 2, tenant: 'b', resources: { cpu: 3_000, memory: GIB } });
    const resources = { cpu: 9_000, memory: 18 * GIB };
    const { serve, runningOf } = shareCluster({ slots: 100, resources, flows: [memory, cpu] });
    serve();
    expect([runningOf(memory), runningOf(cpu)]).toEqual([3, 2]);
  });

  it('are equal within one task, and nothing is over-committed', () => {
    const ask = fc.record({ cpu: fc.integer({ min: 100, max: 4_000 }), memory: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(ask, { minLength: 2, maxLength: 4 }), (asks) => {
        const total = { cpu: 64_000, memory: 256 };
        const flows = asks.map((resources, i) => flow({ key: i, tenant: `t${i}`, resources }));
        const { serve, runningOf } = shareCluster({ slots: 1_000, resources: total, flows });
        const shareOf = (i: number, tasks: number): number => {
          const { cpu, memory } = asks.at(i) as { cpu: number; memory: number };
          return Math.max((tasks * cpu) / total.cpu, (tasks * memory) / total.memory, tasks / 1_000);
        };
        serve();
        let used: Resources = {};
        for (const [i, one] of flows.entries()) used = plusResources(used, asks.at(i) as Resources, runningOf(one));
        expect(lackingResource(used, total)).toBeUndefined();
        const free = minusResources(total, used);
        for (const [i, a] of flows.entries()) {
          // Who could not be given one more may have less than others that could.
          if (lackingResource(a.resources, free) === undefined) throw new Error('something is left idle');
          for (const [j, b] of flows.entries()) {
            const isBlocked = lackingResource(a.resources, plusResources(free, b.resources)) !== undefined;
            if (!isBlocked) expect(shareOf(j, runningOf(b) - 1)).toBeLessThanOrEqual(shareOf(i, runningOf(a)) + 1e-9);
          }
        }
      }),
    );
  });
});

describe('priority', () => {
  it('ages: a low one is served when those of high priority have come a while later', () => {
    const pointMs = 1_000;
    const low = rankOf(0, 10, pointMs);
    // One high task arrives each second; the low one goes before all that came 40 s later and after.
    const highs = Array.from({ length: 120 }, (_, second) => rankOf(second * 1_000, 50, pointMs));
    expect(highs.filter((rank) => rank < low)).toHaveLength(40);
  });

  it('does not starve the lanes of its project: the oldest of equals is next', () => {
    const [old, young] = [flow({ key: 1, rank: 5 }), flow({ key: 2, rank: 8.5 })];
    const { serve } = shareCluster({ slots: 6, flows: [young, old] });
    expect(serve().map(({ key }) => key)).toEqual([1, 1, 1, 1, 2, 1]);
  });
});

describe('removing what decides', () => {
  it('would be seen: without shares the flood would go first', () => {
    const flood = flow({ key: 1, tenant: 'flood', rank: 0 });
    const newcomer = flow({ key: 2, tenant: 'newcomer', rank: 1 });
    const byAge = [flood, newcomer].sort((a, b) => a.rank - b.rank);
    const { serve, shares } = shareCluster({ slots: 3, flows: [flood] });
    serve();
    expect(byAge[0]).toBe(flood);
    expect(shares.first([flood, newcomer], ({ rank }) => rank)).toBe(newcomer);
  });
});
