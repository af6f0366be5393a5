import type { Worker } from '@carillon/protocol';
import { expect, it } from 'vitest';
import { capacityOf } from './capacity.ts';
import { isWanted, parseFleetSearch } from './fleet-search.ts';

const worker = (name: string, more: Partial<Worker> = {}) =>
  ({
    name,
    group: 'default',
    host: 'h1',
    capabilities: ['shell'],
    state: 'online',
    version: '1.0.0',
    slots: 4,
    busy: 1,
    ...more,
  }) as Worker;
const WORKERS = [
  worker('a'),
  worker('b', { state: 'silent', version: '0.9.0' }),
  worker('c', { state: 'lost', group: 'gpu', busy: 3 }),
  worker('d', { state: 'left', version: '0.9.0' }),
];
const named = (search: Record<string, unknown>): string =>
  WORKERS.filter((each) => isWanted(each, parseFleetSearch(search)))
    .map(({ name }) => name)
    .join('');

it('finds workers by words, states, group and version', () => {
  expect(named({})).toBe('abcd');
  expect(named({ state: ['silent', 'lost', 'asleep'] })).toBe('bc');
  expect(named({ state: 'online', q: 'H1 shell' })).toBe('a');
  expect(named({ version: '0.9.0', show: 'nothing' })).toBe('bd');
  expect(named({ group: 'gpu' })).toBe('c');
  expect(parseFleetSearch({ state: 'asleep', group: '', show: 'queues' })).toEqual({ show: 'queues' });
});

it('counts no slots of workers that are gone', () => {
  expect(capacityOf(WORKERS)).toEqual({ count: 2, busy: 2, slots: 8 });
});
