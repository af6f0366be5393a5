/** When a node may end the leases of others: only after a lease's time in which the store was there and its clock went on. */
import { createLogger } from '@carillon/runtime';
import { expect, it } from 'vitest';
import { createRescuer } from './rescuer.ts';

const LEASE_MS = 6_000;
const STEP_MS = 2_000;
/** Of a task. */
const OWN_MS = 600_000;

function rescuerOf() {
  const time = {
    monotonic: 0,
    store: 1_000_000,
    isHalted: false,
    isReadOnly: false,
    lostForMs: undefined as number | undefined,
  };
  const reaped: number[] = [];
  const given: number[] = [];
  const loop = createRescuer({
    store: {
      expireSessions: async ({ marginMs }, expected) => {
        if (time.isReadOnly) throw new Error('read-only');
        const isStep = expected !== undefined && Math.abs(time.store - expected.now) > expected.withinMs;
        if (marginMs <= 1_000 && !isStep) reaped.push(time.monotonic);
        return { expired: 0, now: time.store };
      },
      orphanedAttempts: async () =>
        time.lostForMs === undefined ? [] : [{ taskNo: 0, lostForMs: time.lostForMs } as never],
    },
    reports: { attemptEnded: async () => void given.push(time.monotonic) } as never,
    versions: { get: async () => ({ plan: { tasks: [{ definition: { leaseMs: OWN_MS } }] } }) } as never,
    leaseMs: LEASE_MS,
    monotonic: () => time.monotonic,
    isHalted: () => time.isHalted,
    onLost: () => undefined,
    onHealed: () => undefined,
    log: createLogger({ name: 'rescuer', level: 'silent' }),
  });
  /** @param storeMs by how much the store's clock comes on meanwhile */
  const step = async (storeMs = STEP_MS): Promise<void> => {
    await loop.runOnce();
    time.monotonic += STEP_MS;
    time.store += storeMs;
  };
  return { step, reaped, given, time };
}

it.each([25_000, -25_000])(
  'a step of the store’s clock by %d ms ends no lease that workers can still renew',
  async (by) => {
    const { step, reaped } = rescuerOf();
    for (let i = 0; i < 3; i++) await step();
    await step(STEP_MS + by);
    const seen = reaped.length;
    // The first look after it sees the step; from then on a whole lease passes.
    for (let i = 0; i < 3; i++) await step();
    expect(reaped.length).toBe(seen);
    await step();
    expect(reaped.length).toBe(seen + 1);
  },
);

it('a clock that wanders by less has not stepped', async () => {
  const { step, reaped } = rescuerOf();
  for (let i = 0; i < 4; i++) await step(STEP_MS + 500);
  await step();
  expect(reaped.length).toBe(2);
});

it('no lease is ended while nobody can tell what time it is', async () => {
  const { step, reaped, time } = rescuerOf();
  for (let i = 0; i < 4; i++) await step();
  const seen = reaped.length;
  expect(seen).toBeGreaterThan(0);
  time.isHalted = true;
  for (let i = 0; i < 4; i++) await step();
  expect(reaped.length).toBe(seen);
  time.isHalted = false;
  await step();
  expect(reaped.length).toBe(seen + 1);
});

it('no lease is ended that could not be renewed, because the store could be read alone', async () => {
  const { step, reaped, time } = rescuerOf();
  for (let i = 0; i < 5; i++) await step();
  const seen = reaped.length;
  expect(seen).toBeGreaterThan(0);
  time.isReadOnly = true;
  for (let i = 0; i < 7; i++) await step();
  time.isReadOnly = false;
  // From its first write on a whole lease passes.
  for (let i = 0; i < 3; i++) await step();
  expect(reaped.length).toBe(seen);
  await step();
  expect(reaped.length).toBe(seen + 1);
});

it('an attempt outlives its session for as long as its task asks, though the store’s clock has stepped', async () => {
  const { step, given, time } = rescuerOf();
  for (let i = 0; i < 5; i++) await step();
  time.lostForMs = 2 * OWN_MS;
  await step(STEP_MS + 2 * OWN_MS);
  time.isHalted = true;
  // Each eighth step looks at all attempts.
  for (let i = 0; i < 16; i++) await step();
  expect(given).toEqual([]);
  time.isHalted = false;
  for (let i = 0; i < 8; i++) await step();
  expect(given).toHaveLength(1);
});
