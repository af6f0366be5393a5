/** Moves outputs that are too large to where the task's artifacts are, before the result is told. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Json,
  type JsonObject,
  MAX_JSON_LEVELS,
  MAX_OUTPUT_BYTES,
  outputArtifact,
  outputsToMove,
} from '@carillon/core';
import type { AttemptResult } from '@carillon/plugin-api';
import type { Masker } from '../secrets/masker.ts';

/** Keeps the text as an artifact of the attempt. */
export type KeepOutput = (artifact: string, text: string) => Promise<void>;

/** Into the artifacts directory, from where they are stored with the others. */
export const keepBeside =
  (directory: string): KeepOutput =>
  async (artifact, text) => {
    await mkdir(dirname(join(directory, artifact)), { recursive: true, mode: 0o700 });
    await writeFile(join(directory, artifact), text, { mode: 0o600 });
  };

/** @param masker takes the secrets of the attempt out of what is written */
export async function moveLargeOutputs(
  ended: AttemptResult,
  keep: KeepOutput,
  masker: Masker | undefined,
): Promise<AttemptResult> {
  if (ended.outcome !== 'success' || !mayBeLarge(ended.output)) return ended;
  if (Buffer.byteLength(JSON.stringify(ended.output)) <= MAX_OUTPUT_BYTES) return ended;
  const output: Record<string, Json> = { ...(masker ? masker.output(ended.output) : ended.output) };
  const texts = new Map(Object.entries(output).map(([name, value]) => [name, JSON.stringify(value)]));
  const sizes = new Map([...texts].map(([name, value]) => [name, Buffer.byteLength(value)]));
  for (const name of outputsToMove(sizes, Buffer.byteLength(JSON.stringify(output)))) {
    const artifact = outputArtifact(name);
    await keep(artifact, texts.get(name) ?? '');
    output[name] = { $artifact: artifact, bytes: sizes.get(name) ?? 0 };
  }
  return { ...ended, output };
}

/** False: it certainly is not. Looks at what small outputs are made of, and writes nothing. */
export const mayBeLarge = (output: JsonObject): boolean => mostBytes(output, 0) > MAX_OUTPUT_BYTES;

const BYTES_OF_OTHERS = 32;

/** What is nested too deep is refused for that. */
function mostBytes(value: Json | undefined, level: number): number {
  if (typeof value === 'string') return value.length * 6 + 2;
  if (typeof value !== 'object' || value === null || level > MAX_JSON_LEVELS) return BYTES_OF_OTHERS;
  let bytes = 2;
  // The members of a list have names too: its numbers.
  const members = value as JsonObject;
  for (const name in members) {
    bytes += name.length * 6 + 4 + mostBytes(members[name], level + 1);
    if (bytes > MAX_OUTPUT_BYTES) break;
  }
  return bytes;
}
