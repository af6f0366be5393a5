import { formatId, type Json, MAX_GIVEN_OUTPUT_BYTES, type StartedChild } from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import { expect, it, vi } from 'vitest';
import { withChildOutputs } from './child-outputs.ts';

const reference = (bytes: number) => ({ $artifact: 'outputs/text.json', bytes });
const RUNS = [newRunId(), newRunId()] as const;
const child = (position: 0 | 1, output: StartedChild['output']): StartedChild => ({
  position,
  run: formatId('run', RUNS[position]),
  state: 'success',
  reason: undefined,
  output,
});

function storeOf(kept: Readonly<Record<string, Json>>) {
  return {
    readArtifact: vi.fn<(of: { runId: string; taskNo: number; name: string }) => Promise<never>>(async ({ runId }) => {
      const text = JSON.stringify(kept[runId]);
      async function* body(): AsyncGenerator<Uint8Array> {
        yield new TextEncoder().encode(text);
      }
      return (text === undefined ? undefined : { contentType: '', size: text.length, body: body() }) as never;
    }),
  };
}

it('puts the value in the place of each reference, and leaves all else', async () => {
  const store = storeOf({ [RUNS[0]]: 'large' });
  const children = [child(0, { text: reference(7), n: 1 }), child(1, { text: 'small' })];
  expect(await withChildOutputs(store, children)).toEqual([
    child(0, { text: 'large', n: 1 }),
    child(1, { text: 'small' }),
  ]);
  expect(store.readArtifact.mock.calls).toEqual([[{ runId: RUNS[0], taskNo: 0, name: 'outputs/text.json' }]]);
});

it.each([
  ['at the limit', 0, false],
  ['one byte beyond it', 1, true],
])('loads nothing of what is too much together: %s', async (_, more, isRefused) => {
  const store = storeOf({ [RUNS[0]]: 'a', [RUNS[1]]: 'b' });
  const half = MAX_GIVEN_OUTPUT_BYTES / 2;
  const result = await withChildOutputs(store, [
    child(0, { text: reference(half) }),
    child(1, { text: reference(half + more) }),
  ]);
  expect('code' in result).toBe(isRefused);
  expect(store.readArtifact.mock.calls.length).toBe(isRefused ? 0 : 2);
});

it('fails where an artifact is gone', async () => {
  await expect(withChildOutputs(storeOf({}), [child(0, { text: reference(7) })])).rejects.toMatchObject({
    code: 'EXPRESSION_FAILED',
  });
});
