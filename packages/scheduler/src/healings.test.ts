import type { Healing } from '@carillon/core';
import { expect, it } from 'vitest';
import { createHealings } from './healings.ts';

it('counts what was made good and hands it on; nothing is no healing', () => {
  const counted: [string, number][] = [];
  const recorded: Healing[] = [];
  const onHealed = createHealings(
    (kind, count) => void counted.push([kind, count]),
    (healings) => void recorded.push(...healings),
  );
  onHealed('endable', ['run_a', 'run_b']);
  onHealed('limits', 3);
  onHealed('lost', []);
  onHealed('children', 0);
  expect(counted).toEqual([
    ['endable', 1],
    ['endable', 1],
    ['limits', 3],
  ]);
  expect(recorded.map(({ kind, object, count }) => [kind, object, count])).toEqual([
    ['endable', 'run_a', 1],
    ['endable', 'run_b', 1],
    ['limits', undefined, 3],
  ]);
});
