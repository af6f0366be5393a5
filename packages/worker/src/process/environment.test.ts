import { describe, expect, it } from 'vitest';
import { type EnvironmentParts, processEnvironment } from './environment.ts';

const PARTS = {
  identity: {},
  params: {},
  taskEnv: {},
  specEnv: {},
  worker: 'w/1',
  searchPath: '/bin',
  places: {},
} as unknown as EnvironmentParts;

const told = (turn: EnvironmentParts['turn']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(processEnvironment({ ...PARTS, turn })).filter(([name]) =>
      /_(ITEM|INDEX|ROUND|SHARDS?)$/.test(name),
    ),
  );

describe('the environment of a process', () => {
  it('tells of its turn in a loop: a text as it is, all else as JSON', () => {
    expect(told({ item: 'a b', index: 0 })).toEqual({ CARILLON_ITEM: 'a b', CARILLON_INDEX: '0' });
    expect(told({ item: { x: [1] }, index: 2, round: 1 })).toEqual({
      CARILLON_ITEM: '{"x":[1]}',
      CARILLON_INDEX: '2',
      CARILLON_ROUND: '1',
    });
    expect(told({ shard: 0, shards: 4 })).toEqual({ CARILLON_SHARD: '0', CARILLON_SHARDS: '4' });
    expect(told(undefined)).toEqual({});
  });
});
