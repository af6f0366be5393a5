import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { unlessCalledOff } from './called-off.ts';

let exits: (number | string | null | undefined)[] = [];
beforeEach(() => {
  exits = [];
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    exits.push(code);
    return undefined as never;
  });
});
afterEach(() => vi.restoreAllMocks());

function thing() {
  const removed = vi.fn<() => Promise<void>>(async () => undefined);
  return { built: { remove: removed }, removed };
}

it('gives what came of it, and removes what was built', async () => {
  const { built, removed } = thing();
  const listeners = process.listenerCount('SIGTERM');
  expect(
    await unlessCalledOff(
      async () => built,
      async () => 7,
    ),
  ).toBe(7);
  expect(removed).toHaveBeenCalledTimes(1);
  expect(exits).toEqual([]);
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
});

it('removes what fails in use', async () => {
  const { built, removed } = thing();
  const fails = unlessCalledOff(
    async () => built,
    () => Promise.reject(new Error('no')),
  );
  await expect(fails).rejects.toThrow('no');
  expect(removed).toHaveBeenCalledTimes(1);
});

it('removes what is in use when it is called off, once, and exits', async () => {
  const { built, removed } = thing();
  await unlessCalledOff(
    async () => built,
    async () => void process.emit('SIGTERM'),
  );
  expect(removed).toHaveBeenCalledTimes(1);
  expect(exits).toEqual([2]);
});

it('tells what is being built, and removes what was built all the same', async () => {
  const { built, removed } = thing();
  await unlessCalledOff(
    async (signal) => {
      process.emit('SIGINT');
      expect(signal.aborted).toBe(true);
      return built;
    },
    async () => undefined,
  );
  expect(removed).toHaveBeenCalledTimes(1);
  expect(exits).toEqual([2]);
});
