/**
 * What children gave, with the values themselves where references stood: a reference means an artifact of the child's own
 * task run, and would lead nowhere from the task that collects it.
 */
import {
  type EngineStore,
  type Json,
  MAX_GIVEN_OUTPUT_BYTES,
  outputReference,
  parseId,
  type Reason,
  type StartedChild,
} from '@carillon/core';
import { loadOutput } from './large-outputs.ts';

/** The one task of a part. Runs of several tasks make their outputs anew, by expressions that load what they name. */
const ONLY_TASK = 0;

/** A reason where they would be more together than a task may collect: then nothing is loaded. */
export async function withChildOutputs(
  store: Pick<EngineStore, 'readArtifact'>,
  children: readonly StartedChild[],
): Promise<readonly StartedChild[] | Reason> {
  const bytes = children.flatMap(referencesOf).reduce((sum, reference) => sum + reference.bytes, 0);
  if (bytes > MAX_GIVEN_OUTPUT_BYTES)
    return { code: 'OUTPUT_TOO_LARGE', params: { bytes, limit: MAX_GIVEN_OUTPUT_BYTES } };
  const loaded: StartedChild[] = [];
  // One after the other: what is loaded is all that is held.
  for (const child of children) loaded.push(referencesOf(child).length > 0 ? await withValues(store, child) : child);
  return loaded;
}

const referencesOf = ({ output }: StartedChild) =>
  Object.entries(output ?? {}).flatMap(([name, value]) => outputReference(name, value) ?? []);

async function withValues(store: Pick<EngineStore, 'readArtifact'>, child: StartedChild): Promise<StartedChild> {
  const runId = parseId('run', child.run) ?? child.run;
  const output: Record<string, Json> = {};
  for (const [name, value] of Object.entries(child.output ?? {})) {
    const reference = outputReference(name, value);
    output[name] = reference ? await loadOutput(store, { runId, taskNo: ONLY_TASK, name: reference.$artifact }) : value;
  }
  return { ...child, output };
}
