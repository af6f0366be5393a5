import '../../../../tests/property-seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelsDocument, unmatchedLabel } from './labels.ts';
import {
  lackingResource,
  minusResources,
  parseResources,
  plusResources,
  resourcesText,
  timesWithin,
} from './resources.ts';
import { ANY_WORKER, BUCKETS, parseSelector, pinnedTo, type Selector, selectorOf, selectorText } from './selector.ts';
import { type Candidate, chooseWorker, meantWorker, newTurns, noteTurn } from './strategy.ts';
import { incapability, ownLabels, verdictOn, type WorkerStanding } from './verdict.ts';

describe('labels', () => {
  const worker = { zone: 'a', cores: '16', empty: '' };
  it.each<[LabelsDocument, string | undefined]>([
    [{ zone: 'a' }, undefined],
    [{ zone: 'b' }, 'zone'],
    [{ zone: ['b', 'a'] }, undefined],
    [{ zone: { in: ['b'] } }, 'zone'],
    [{ zone: { notIn: ['b'] } }, undefined],
    [{ gpu: { notIn: ['a10'] } }, undefined],
    [{ gpu: { exists: false } }, undefined],
    [{ gpu: { exists: true } }, 'gpu'],
    [{ cores: { gt: 15, lt: 17 } }, undefined],
    [{ cores: { gt: 16 } }, 'cores'],
    [{ zone: { gt: 1 } }, 'zone'],
    [{ empty: { lt: 1 } }, 'empty'],
    [{ zone: 'a', disk: 'ssd' }, 'disk'],
  ])('%j: %s does not match', (wanted, unmatched) => expect(unmatchedLabel(wanted, worker)).toBe(unmatched));
});

describe('resources', () => {
  it.each([
    [
      { cpu: 0.5, memory: '512Mi', gpu: 1 },
      { cpu: 500, memory: 512 * 2 ** 20, gpu: 1 },
    ],
    [{ cpu: '250m' }, { cpu: 250 }],
    [{ cpu: 0, disk: '1Gi' }, { disk: 2 ** 30 }],
  ])('%j are whole numbers', (text, amounts) => expect(parseResources(text)).toEqual(amounts));

  it.each([{ cpu: 'many' }, { memory: '2GB' }, { gpu: '0.5' }, { cpu: '-1' }])('%j are refused by name', (text) =>
    expect(() => parseResources(text as never)).toThrow(Object.keys(text)[0]),
  );

  it('that were taken and given back come to what there was', () => {
    const amounts = fc.record({ cpu: fc.nat(100_000), memory: fc.nat() }, { requiredKeys: ['cpu'] });
    fc.assert(
      fc.property(amounts, fc.array(amounts), (there, asks) => {
        const taken = asks.reduce<object>((sum, ask) => plusResources(sum, ask), {});
        const back = asks.reduce<object>((sum, ask) => plusResources(sum, ask, -1), taken);
        expect(lackingResource(there, minusResources(there, back))).toBeUndefined();
      }),
    );
  });

  it('fit so many times, and are told as people write them', () => {
    expect(timesWithin({ cpu: 500, gpu: 1 }, { cpu: 4_000, gpu: 2 })).toBe(2);
    expect(timesWithin({}, {})).toBe(Number.POSITIVE_INFINITY);
    expect(resourcesText({ gpu: 1, memory: 3 * 2 ** 29, cpu: 500 })).toBe('cpu 0.5, memory 1.5Gi, gpu 1');
  });
});

describe('a selector', () => {
  it('is read back from its text, and any worker is an empty one', () => {
    const selector = selectorOf(
      { labels: { zone: ['a'] }, prefer: [{ labels: { x: 'y' } }], strategy: 'random' },
      'key',
    );
    expect(parseSelector(selectorText(selector))).toEqual(selector);
    expect(selectorText(selectorOf({ strategy: 'least_loaded' }, undefined))).toBe('');
    expect(selector.bucket).toBeLessThan(BUCKETS);
  });

  it('that is pinned matches the worker of that name alone', () => {
    const needs = { group: 'g', capability: 'c', selector: pinnedTo(ANY_WORKER, 'w2'), resources: {} };
    const offer = (name: string) => ({
      name,
      group: 'g',
      capabilities: new Set(['c']),
      resources: {},
      labels: ownLabels({ name, host: 'h' }, {}),
    });
    expect([offer('w1'), offer('w2')].map((worker) => incapability(worker, needs))).toEqual(['lacks_label', undefined]);
  });
});

describe('a verdict', () => {
  const standing = (more: Partial<WorkerStanding>): WorkerStanding => ({
    name: 'w',
    group: 'g',
    capabilities: new Set(['c']),
    labels: {},
    resources: { cpu: 2_000 },
    used: {},
    isSilent: false,
    isDraining: false,
    room: 1,
    ...more,
  });
  const needs = { group: 'g', capability: 'c', selector: ANY_WORKER, resources: { cpu: 1_000 } };
  it.each<[Partial<WorkerStanding>, string]>([
    [{}, 'fits'],
    [{ used: { cpu: 1_000 } }, 'fits'],
    [{ used: { cpu: 1_001 } }, 'resource_in_use'],
    [{ resources: { cpu: 500 } }, 'lacks_resource'],
    [{ room: 0, used: { cpu: 2_000 } }, 'full'],
    [{ group: 'h' }, 'other_group'],
  ])('on %j: %s', (more, verdict) => expect(verdictOn(standing(more), needs)).toBe(verdict));
});

describe('a strategy', () => {
  const workers = (...rooms: readonly [string, number][]): Candidate[] =>
    rooms.map(([name, room]) => ({ name, room, labels: { name } }));
  const THREE = workers(['a', 1], ['b', 9], ['c', 5]);
  const turns = newTurns();
  const choose = (selector: Partial<Selector>, { fitting = THREE, online = THREE, random = 0, memory = turns } = {}) =>
    chooseWorker({ selector: { ...ANY_WORKER, ...selector }, fitting, online, turns: memory, random: () => random })
      ?.name;

  it.each<[Partial<Selector>, string | undefined]>([
    [{}, 'b'],
    [{ strategy: 'first' }, 'a'],
    [{ strategy: 'last' }, 'c'],
    [{ strategy: 'failover' }, 'a'],
    [{ strategy: 'failover', prefer: [{ labels: { name: 'c' }, weight: 1 }] }, 'c'],
    [
      {
        prefer: [
          { labels: { name: 'a' }, weight: 2 },
          { labels: { name: 'c' }, weight: 1 },
        ],
      },
      'a',
    ],
  ])('%j chooses %s', (selector, name) => expect(choose(selector)).toBe(name));

  it('of a certain worker waits while that is full, and others do not', () => {
    const fitting = THREE.slice(1);
    expect(choose({ strategy: 'first' }, { fitting })).toBeUndefined();
    expect(choose({ strategy: 'failover' }, { fitting })).toBe('b');
    expect(choose({ strategy: 'first' }, { fitting, online: fitting })).toBe('b');
  });

  it('that takes turns gives each as many', () => {
    for (const strategy of ['round_robin', 'least_recently_used', 'least_frequently_used'] as const) {
      const memory = newTurns();
      const given = Array.from({ length: 6 }, () => {
        const name = choose({ strategy }, { memory }) as string;
        noteTurn(memory, name);
        return name;
      });
      expect(given, strategy).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    }
  });

  it('by chance can choose any', () => {
    const chosen = [0, 0.4, 0.99].map((random) => choose({ strategy: 'random' }, { random }));
    expect(chosen).toEqual(['a', 'b', 'c']);
  });

  it('moves no key but those of a worker that comes or goes', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(names, fc.nat(BUCKETS - 1), (all, bucket) => {
        const online = all.map((name) => ({ name }));
        const selector = { ...ANY_WORKER, strategy: 'consistent_hash' as const, bucket };
        const before = meantWorker(selector, online);
        const [gone, ...rest] = online;
        expect(meantWorker(selector, rest) === before || before === gone?.name).toBe(true);
      }),
    );
  });

  it('spreads keys over the workers', () => {
    const online = Array.from({ length: 8 }, (_, i) => ({ name: `worker-${i}` }));
    const meant = Array.from({ length: BUCKETS }, (_, bucket) => meantWorker({ ...ANY_WORKER, bucket }, online));
    expect(new Set(meant).size).toBe(8);
  });

  it('with a key prefers its worker, and goes on where that is full', () => {
    const selector = { ...ANY_WORKER, bucket: 7 };
    const meant = meantWorker(selector, THREE) as string;
    expect(choose(selector)).toBe(meant);
    expect(choose(selector, { fitting: THREE.filter(({ name }) => name !== meant) })).not.toBe(meant);
  });
});
