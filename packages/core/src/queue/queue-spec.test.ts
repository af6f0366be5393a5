import { describe, expect, it } from 'vitest';
import { compileQueue, parseShare, plainQueue, queuesFault } from './queue-spec.ts';

describe('a queue', () => {
  it('is compiled with its defaults', () => {
    expect(compileQueue({ kind: 'Queue', name: 'q', project: 'p' }, false)).toEqual(plainQueue('q'));
    const document = { kind: 'Queue', name: 'q', project: 'p', minShare: '12.5%', ageing: '30s' } as const;
    expect(compileQueue(document, true)).toMatchObject({ minShare: 0.125, pointMs: 30_000, isPaused: true });
  });

  it.each([
    ['25%', 0.25],
    ['100%', 1],
    ['101%', undefined],
    ['25', undefined],
    [undefined, undefined],
  ])('has a share of %s', (text, share) => expect(parseShare(text)).toBe(share));
});

describe('queues', () => {
  const queue = (name: string, more: object = {}) => ({ ...plainQueue(name), ...more });
  it.each([
    [[queue('a', { parent: 'b' })], 'parent', 'there is no queue "b"'],
    [[queue('a', { parent: 'b' }), queue('b', { parent: 'a' })], 'parent', 'would be a part of itself'],
    [[queue('a', { minShare: 0.6 }), queue('b', { minShare: 0.5 })], 'minShare', '110% together'],
    [
      [queue('top', { minShare: 0.3 }), queue('a', { parent: 'top', minShare: 0.4 })],
      'minShare',
      'more than the 30% of its parent "top"',
    ],
    [
      [queue('top', { maxShare: 0.5 }), queue('a', { parent: 'top', minShare: 0.6 })],
      'minShare',
      'the 50% of its parent',
    ],
  ])('cannot stand beside each other: %#', (queues, field, message) => {
    const fault = queuesFault(queues);
    expect(fault?.field).toBe(field);
    expect(String(fault?.message)).toContain(message);
  });

  it('can, where guarantees come to what there is', () => {
    expect(
      queuesFault([queue('a', { minShare: 0.1 }), queue('b', { minShare: 0.2 }), queue('c', { minShare: 0.7 })]),
    ).toBe(undefined);
  });
});
