import { createLogger } from '@carillon/runtime';
import { expect, it } from 'vitest';
import { createWaiter } from './waiter.ts';

const LOOKS = 500;

it('looks at all that is due, in order and some at once, however many come together', async () => {
  const order: number[] = [];
  let live = 0;
  let most = 0;
  let looked: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    looked = resolve;
  });
  const store = {
    async waitOf({ taskNo }: { readonly taskNo: number }) {
      order.push(taskNo);
      live += 1;
      most = Math.max(most, live);
      await Promise.resolve();
      live -= 1;
      if (order.length === LOOKS) looked();
      return undefined;
    },
  };
  const waiter = createWaiter({ store, log: createLogger({ name: 'test', level: 'silent' }) } as unknown as Parameters<
    typeof createWaiter
  >[0]);
  for (let taskNo = 0; taskNo < LOOKS; taskNo++) waiter.look({ runId: 'run', taskNo } as never);
  await all;
  await waiter.idle();
  expect(order).toEqual(Array.from({ length: LOOKS }, (_, i) => i));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(32);
});
