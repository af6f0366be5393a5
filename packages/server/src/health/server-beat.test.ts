import type { ServerHealthStore, ServerLoad } from '@carillon/core';
import { createLogger, host } from '@carillon/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServerBeat } from './server-beat.ts';

const SERVER = { id: 's1', host: 'one', pid: 7, version: '1', roles: ['api'], masterKeys: [] };
const FEELING = { level: 0, loopDelayMs: 1 } as unknown as Omit<ServerLoad, 'clockOffMs'>;

afterEach(() => vi.restoreAllMocks());

function beating(seenAt: () => Promise<Date | undefined>) {
  const calls: string[] = [];
  const loads: ServerLoad[] = [];
  const store = {
    join: async () => void calls.push('join'),
    beat: async (_id: string, load: ServerLoad) => {
      loads.push(load);
      return seenAt();
    },
    leave: async () => void calls.push('leave'),
    recordHealings: async () => undefined,
  } satisfies ServerHealthStore;
  const log = createLogger({ name: 'test', level: 'silent' });
  return { beat: createServerBeat({ store, server: SERVER, feel: async () => FEELING, log }), calls, loads };
}

describe('a server', () => {
  it('joins, tells how far its clock is off the store’s, and leaves', async () => {
    vi.spyOn(host, 'wallClock').mockReturnValue(10_000);
    const answers = [undefined, new Date(6_500), new Date(6_500)];
    const { beat, calls, loads } = beating(async () => answers.shift());
    await beat.start();
    await beat.runOnce();
    await beat.stop();
    expect(calls).toEqual(['join', 'leave']);
    expect(loads.map(({ clockOffMs }) => clockOffMs)).toEqual([0, 0, 3_500]);
    expect(loads[0]).toMatchObject(FEELING);
  });

  it('joins anew when it was forgotten', async () => {
    const { beat, calls } = beating(async () => undefined);
    await beat.runOnce();
    expect(calls).toEqual(['join']);
  });

  it('goes on when the store is away', async () => {
    const { beat, calls } = beating(() => Promise.reject(new Error('away')));
    await beat.runOnce();
    await beat.stop();
    expect(calls).toEqual(['leave']);
  });
});
