import { setTimeout as delay } from 'node:timers/promises';
import type { Coordinator } from '../index.ts';

export interface CoordinatorCase {
  /** A coordinator of its own connection for this candidate. */
  open(candidate: string): Promise<Coordinator>;
  /** Cuts a coordinator off as if its node had died: nothing is released. */
  kill(coordinator: Coordinator): Promise<void>;
  readonly ttlMs: number;
}

const CANDIDATES = 5;
const POLL_MS = 50;

/** Checks what every coordinator must keep; the sentences returned say what does not. */
export async function exerciseCoordinator(one: CoordinatorCase): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const opened: Coordinator[] = [];
    const open = async (candidate: string): Promise<Coordinator> => {
      const coordinator = await one.open(`${name}-${candidate}`);
      opened.push(coordinator);
      return coordinator;
    };
    const problem = await check({ ...one, open }, `${name}-duty`).catch((error: unknown) => String(error));
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
    await Promise.all(opened.map((coordinator) => coordinator.close().catch(() => undefined)));
  }
  return problems;
}

type Check = (one: CoordinatorCase, duty: string) => Promise<string | undefined>;

const CHECKS: Readonly<Record<string, Check>> = {
  async holds({ open }, duty) {
    const [first, second] = [await open('a'), await open('b')];
    if (!(await first.hold(duty))) return 'nobody holds it, and the first who asks is not chosen';
    if (await second.hold(duty)) return 'a second candidate is chosen beside the first';
    if (!(await first.hold(duty))) return 'the holder cannot renew';
    return (await second.hold(duty)) ? 'after a renewal a second candidate is chosen' : undefined;
  },

  async apart({ open }, duty) {
    const [first, second] = [await open('a'), await open('b')];
    await first.hold(duty);
    return (await second.hold(`${duty}-other`)) ? undefined : 'who holds one duty keeps others from another';
  },

  async releases({ open }, duty) {
    const [first, second] = [await open('a'), await open('b')];
    await first.hold(duty);
    await second.release(duty);
    if (await second.hold(duty)) return 'a release by somebody who does not hold it frees it';
    await first.release(duty);
    if (!(await second.hold(duty))) return 'it is not free after its release';
    return (await first.hold(duty)) ? 'who has released it takes it back from the new holder' : undefined;
  },

  /** The time that is waited is the time that the contract names: no shorter one proves it. */
  async outlives({ open, kill, ttlMs }, duty) {
    const [first, second] = [await open('a'), await open('b')];
    await first.hold(duty);
    const heldAt = performance.now();
    await kill(first);
    if (await second.hold(duty)) return 'it is given away at once when the holder dies, not when its time is over';
    // Servers look at what has run out now and then: etcd each 500 ms, ZooKeeper each tick.
    while (performance.now() - heldAt < 4 * ttlMs + 2_000) {
      if (await second.hold(duty)) return undefined;
      await delay(POLL_MS);
    }
    return `it is not given away ${4 * ttlMs + 2_000} ms after its holder died`;
  },

  async chooses({ open }, duty) {
    const all = await Promise.all(Array.from({ length: CANDIDATES }, (_, index) => open(String(index))));
    for (let round = 0; round < CANDIDATES; round++) {
      const held = await Promise.all(all.map((coordinator) => coordinator.hold(duty)));
      const holders = all.filter((_, index) => held[index]);
      if (holders.length !== 1) return `${holders.length} of ${CANDIDATES} who ask at once are chosen`;
      await holders[0]?.release(duty);
    }
    return undefined;
  },
};
