import { type FinishedUpstream, type Json, MAX_LOADED_BYTES, references } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { hasLargeOutputs, withLargeOutputs } from './large-outputs.ts';

const upstream = (output: FinishedUpstream['output']): FinishedUpstream => ({
  taskNo: 3,
  state: 10,
  attempt: 1,
  exitCode: undefined,
  reason: undefined,
  output,
});
const reference = (name: string, bytes = 100) => ({ $artifact: `outputs/${name}.json`, bytes });
const asked: string[] = [];
const store = (kept: Readonly<Record<string, Json>>) => ({
  async readArtifact({ runId, taskNo, name }: { runId: string; taskNo: number; name: string }) {
    asked.push(`${runId} ${taskNo} ${name}`);
    const text = JSON.stringify(kept[name]);
    if (text === undefined) return undefined;
    async function* body(): AsyncGenerator<Uint8Array> {
      // In pieces that cut characters.
      for (const byte of new TextEncoder().encode(text)) yield Uint8Array.of(byte);
    }
    return { contentType: 'application/json', size: text.length, body: body() };
  },
});
const read = (condition: string) => references({ condition }).all;

describe('outputs by reference', () => {
  const kept = { 'outputs/rows.json': ['é', 2], 'outputs/more.json': 'x' };
  const given = [upstream({ rows: reference('rows'), more: reference('more'), plain: 1 })];

  it('are loaded where expressions name them, and no others', async () => {
    asked.length = 0;
    const [loaded] = await withLargeOutputs(store(kept), 'r', given, read('tasks.load.outputs.rows.size() > 0'));
    expect(loaded?.output).toEqual({ rows: ['é', 2], more: reference('more'), plain: 1 });
    expect(asked).toEqual(['r 3 outputs/rows.json']);
  });

  it('are loaded all where outputs are read together, none where only states are', async () => {
    const all = await withLargeOutputs(store(kept), 'r', given, read('tasks.load.outputs.size() > 1'));
    expect(all.at(0)?.output).toEqual({ rows: ['é', 2], more: 'x', plain: 1 });
    expect(await withLargeOutputs(store({}), 'r', given, read('tasks.load.state == "success"'))).toEqual(given);
  });

  it('fail the expression beyond the bound, which holds for all of them together', async () => {
    const half = MAX_LOADED_BYTES / 2 + 1;
    const two = [upstream({ rows: reference('rows', half) }), upstream({ more: reference('more', half) })];
    await expect(withLargeOutputs(store(kept), 'r', two, read('tasks.load.outputs.size() > 1'))).rejects.toMatchObject({
      code: 'EXPRESSION_TOO_LARGE',
      hint: expect.stringContaining('inputs'),
    });
  });

  it('fail it where the artifact is gone', async () => {
    await expect(withLargeOutputs(store({}), 'r', given, read('tasks.load.outputs.rows == 1'))).rejects.toMatchObject({
      code: 'EXPRESSION_FAILED',
    });
  });

  it('are looked for only where there are any', () => {
    expect(hasLargeOutputs([upstream({ a: 1 }), upstream(undefined)])).toBe(false);
    expect(hasLargeOutputs(given)).toBe(true);
  });
});
