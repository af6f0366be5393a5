/** When firing and reaping rest: the store's clock against the monotonic one, and what the servers' own clocks say. */
import type { OpenClockStep } from '@carillon/core';
import { createLogger, host } from '@carillon/runtime';
import { describe, expect, it } from 'vitest';
import { createClockWatch } from './clock-watch.ts';
import { createStoreClock } from './store-clock.ts';

const HOUR = 3_600_000;

/** A store whose clock agrees with this machine's until it is set; and what the other servers would say. */
function watched(others: { readonly servers: number; agreeing: number }) {
  const state = { aheadMs: 0, isAway: false, open: undefined as number | undefined, halted: [] as boolean[] };
  const store = {
    now: async () => {
      if (state.isAway) throw new Error('away');
      return host.wallClock() + state.aheadMs;
    },
    async noteClockStep(stepMs: number) {
      if (state.isAway) throw new Error('away');
      state.open ??= stepMs;
    },
    async witnessClock(_server: string, wallAheadMs: number): Promise<OpenClockStep | undefined> {
      if (state.open === undefined) return undefined;
      const agreeing = others.agreeing + (Math.abs(wallAheadMs) < 2_000 ? 1 : 0);
      return { stepMs: state.open, servers: others.servers + 1, witnesses: others.servers + 1, agreeing };
    },
    endClockStep: async () => void (state.open = undefined),
    leaveClock: async () => undefined,
  };
  const log = createLogger({ name: 'test', level: 'silent' });
  const onHalted = (halted: boolean) => void state.halted.push(halted);
  return { watch: createClockWatch({ store, clock: createStoreClock(store), onHalted, log }), state, others };
}

describe('the watch of the store’s clock', () => {
  it.each([HOUR, -HOUR / 2])('rests after a step of %d ms, and goes on when it is set back', async (step) => {
    const { watch, state, others } = watched({ servers: 2, agreeing: 2 });
    await watch.look();
    expect(watch.isHalted()).toBe(false);
    state.aheadMs = step;
    others.agreeing = 0;
    await watch.look();
    expect(watch.isHalted()).toBe(true);
    state.aheadMs = 0;
    others.agreeing = 2;
    await watch.look();
    expect(watch.isHalted()).toBe(false);
    expect(state.open).toBeUndefined();
    expect(state.halted).toEqual([true, false]);
  });

  it('goes on when somebody confirms the step', async () => {
    const { watch, state } = watched({ servers: 2, agreeing: 0 });
    await watch.look();
    state.aheadMs = HOUR;
    await watch.look();
    expect(watch.isHalted()).toBe(true);
    state.open = undefined;
    await watch.look();
    expect(watch.isHalted()).toBe(false);
  });

  it('goes on at once where most clocks agree with the store’s, as on a machine that was suspended', async () => {
    const { watch, state } = watched({ servers: 2, agreeing: 2 });
    await watch.look();
    state.aheadMs = HOUR;
    await watch.look();
    expect(watch.isHalted()).toBe(false);
  });

  it('only tells where too few servers could judge', async () => {
    const { watch, state } = watched({ servers: 1, agreeing: 0 });
    await watch.look();
    state.aheadMs = HOUR;
    await watch.look();
    expect(watch.isHalted()).toBe(false);
    expect(state.open).toBeDefined();
  });

  it('rests on a server that starts while the step is open', async () => {
    const { watch, state } = watched({ servers: 2, agreeing: 0 });
    state.aheadMs = HOUR;
    state.open = HOUR;
    await watch.look();
    expect(watch.isHalted()).toBe(true);
  });

  it('follows a step of half a minute', async () => {
    const { watch, state } = watched({ servers: 2, agreeing: 0 });
    await watch.look();
    state.aheadMs = 29_000;
    await watch.look();
    expect([watch.isHalted(), state.open]).toEqual([false, undefined]);
  });
});
