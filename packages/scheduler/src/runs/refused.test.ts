import { describe, expect, it } from 'vitest';
import { writeDivided } from './refused.ts';

const refusal = Object.assign(new Error('unsupported Unicode escape sequence'), { code: '22P05' });

async function write(items: readonly number[], bad: ReadonlySet<number>) {
  const [written, refused, batches] = [[] as number[], [] as number[], [] as number[]];
  await writeDivided(
    items,
    async (batch) => {
      batches.push(batch.length);
      if (batch.some((item) => bad.has(item))) throw refusal;
      written.push(...batch);
    },
    (item) => refused.push(item),
  );
  return { written, refused, batches };
}

describe('a batch that the store refuses', () => {
  it('is written once when all of it is good', async () => {
    expect(await write([1, 2, 3], new Set())).toEqual({ written: [1, 2, 3], refused: [], batches: [3] });
  });

  it('is divided until what is bad stands alone; the rest is written once, in order', async () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const { written, refused, batches } = await write(items, new Set([17, 63]));
    expect(refused).toEqual([17, 63]);
    expect(written).toEqual(items.filter((item) => item !== 17 && item !== 63));
    expect(batches.length).toBeLessThan(40);
  });

  it('is left alone by other errors', async () => {
    const away = Object.assign(new Error('gone'), { code: '57P01' });
    const tried: number[] = [];
    const divided = writeDivided(
      [1, 2],
      async (batch) => {
        tried.push(batch.length);
        throw away;
      },
      () => undefined,
    );
    await expect(divided).rejects.toBe(away);
    expect(tried).toEqual([2]);
  });
});
