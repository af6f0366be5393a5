/** Moves outputs that are too large into the artifacts directory, from where they are stored before the result is told. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Json, MAX_OUTPUT_BYTES, outputArtifact, outputsToMove } from '@carillon/core';
import type { AttemptResult } from '@carillon/plugin-api';
import type { Masker } from '../secrets/masker.ts';

/** @param masker takes the secrets of the attempt out of what is written */
export async function moveLargeOutputs(
  ended: AttemptResult,
  directory: string,
  masker: Masker | undefined,
): Promise<AttemptResult> {
  if (ended.outcome !== 'success') return ended;
  const text = JSON.stringify(ended.output);
  if (text.length * 3 <= MAX_OUTPUT_BYTES || Buffer.byteLength(text) <= MAX_OUTPUT_BYTES) return ended;
  const output: Record<string, Json> = { ...(masker ? masker.output(ended.output) : ended.output) };
  const texts = new Map(Object.entries(output).map(([name, value]) => [name, JSON.stringify(value)]));
  const sizes = new Map([...texts].map(([name, value]) => [name, Buffer.byteLength(value)]));
  for (const name of outputsToMove(sizes, Buffer.byteLength(JSON.stringify(output)))) {
    const artifact = outputArtifact(name);
    await mkdir(dirname(join(directory, artifact)), { recursive: true, mode: 0o700 });
    await writeFile(join(directory, artifact), texts.get(name) ?? '', { mode: 0o600 });
    output[name] = { $artifact: artifact, bytes: sizes.get(name) ?? 0 };
  }
  return { ...ended, output };
}
