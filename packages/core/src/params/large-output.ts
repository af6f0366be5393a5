/**
 * Outputs that are too large to stand with their task run: each is an artifact of it, `outputs/<name>.json`, and a
 * reference stands in its place. Expressions load what they name, within a bound; programs read the artifact.
 */
import type { Json, JsonObject } from '../definition/document.ts';

/** Of the outputs of a task run, as JSON (GUARANTEES 10.1). What is beyond it is kept by reference. */
export const MAX_OUTPUT_BYTES = 256 * 1024;
/** Of what a program may give, references included. */
export const MAX_GIVEN_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Of what the expressions of one task load. */
export const MAX_LOADED_BYTES = 1024 * 1024;
/** From here on an output is said to be near its limit. */
export const NEAR_LIMIT = 0.8;

export interface OutputReference {
  readonly $artifact: string;
  readonly bytes: number;
}

export const outputArtifact = (name: string): string => `outputs/${name}.json`;

/** The reference that stands for the output of this name; undefined: the value stands for itself. */
export function outputReference(name: string, value: Json | undefined): OutputReference | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { $artifact, bytes } = value as JsonObject;
  const isReference =
    $artifact === outputArtifact(name) && typeof bytes === 'number' && Object.keys(value).length === 2;
  return isReference ? { $artifact, bytes } : undefined;
}

/** The outputs to keep by reference, the largest first, so that what is left stays within the limit. */
export function outputsToMove(sizes: ReadonlyMap<string, number>, total: number): readonly string[] {
  const moved: string[] = [];
  let left = total;
  for (const [name, bytes] of [...sizes].sort(([, a], [, b]) => b - a)) {
    if (left <= MAX_OUTPUT_BYTES) break;
    moved.push(name);
    left -= bytes;
  }
  return moved;
}
