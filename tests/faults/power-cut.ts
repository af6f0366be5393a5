/** A hard power cut of `carillon dev` during writes: all its processes end at once, its private PostgreSQL among them. */
import { randomUUID } from 'node:crypto';
import { unlessCalledOff } from '../e2e/called-off.ts';
import { familyOf, killAll, survivorsOf } from '../e2e/host-processes.ts';
import { type Platform, startPlatform } from '../e2e/platform.ts';
import { until } from '../e2e/until.ts';
import type { Played } from './played.ts';

const CLIENTS = 4;
/** Acknowledged before the cut; the next ones are under way while it happens. */
const BEFORE_THE_CUT = 40;

export const powerCuts = (rounds: number): Promise<readonly Played[]> =>
  unlessCalledOff(
    () => startPlatform({ words: ['--no-examples'] }),
    async (platform) => {
      await platform.publish({ name: 'quick', tasks: { only: { type: 'shell', with: { script: 'true' } } } });
      const played: Played[] = [];
      for (let round = 0; round < rounds; round++) played.push(await cut(platform));
      return played;
    },
  );

async function cut(platform: Platform): Promise<Played> {
  const acknowledged = new Map<string, string>();
  const write = async (): Promise<void> => {
    // Until its server is gone.
    for (;;) {
      const key = randomUUID();
      const { id } = await platform.client.runs.start({ workflow: 'quick' }, { idempotencyKey: key });
      acknowledged.set(key, id);
    }
  };
  const writers = Array.from({ length: CLIENTS }, () => write().catch(() => undefined));
  await until('acknowledged runs', () => acknowledged.size >= BEFORE_THE_CUT);
  const family = await familyOf(platform.dev.pid);
  killAll(family);
  await until('the end of every process', async () => (await survivorsOf(family)).length === 0);
  await Promise.all(writers);
  const from = performance.now();
  await platform.start();
  const ms = performance.now() - from;
  const violations: string[] = [];
  for (const [key, id] of acknowledged) {
    const run = await platform.client.runs.wait(id).catch(() => undefined);
    if (run?.state !== 'success') violations.push(`the acknowledged run ${id} is ${run?.state ?? 'gone'}`);
    const again = await platform.client.runs.start({ workflow: 'quick' }, { idempotencyKey: key });
    if (again.id !== id) violations.push(`the key of ${id} has made another run`);
  }
  return { ms, violations, acknowledged: acknowledged.size };
}
