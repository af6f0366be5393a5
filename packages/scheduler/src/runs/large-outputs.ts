/** Outputs by reference: kept where a decision makes large ones, loaded where expressions name them, within a bound. */
import {
  type EngineStore,
  ExpressionError,
  type FinishedUpstream,
  type Json,
  type JsonObject,
  type KeptOutput,
  MAX_LOADED_BYTES,
  MAX_OUTPUT_BYTES,
  outputArtifact,
  outputReference,
  outputsToMove,
  type Reference,
  said,
} from '@carillon/core';

type Store = Pick<EngineStore, 'readArtifact'>;

/** With references in the place of the largest, so that what stands with the task run stays small. */
export async function keepLargeOutputs(
  store: Pick<EngineStore, 'keepOutput'>,
  task: Omit<KeptOutput, 'name'>,
  output: JsonObject,
): Promise<JsonObject> {
  const total = Buffer.byteLength(JSON.stringify(output));
  if (total <= MAX_OUTPUT_BYTES) return output;
  const texts = new Map(Object.entries(output).map(([name, value]) => [name, JSON.stringify(value)]));
  const sizes = new Map([...texts].map(([name, text]) => [name, Buffer.byteLength(text)]));
  const kept: Record<string, Json> = { ...output };
  for (const name of outputsToMove(sizes, total)) {
    const artifact = outputArtifact(name);
    await store.keepOutput({ ...task, name: artifact }, texts.get(name) ?? '');
    kept[name] = { $artifact: artifact, bytes: sizes.get(name) ?? 0 };
  }
  return kept;
}

/** @throws ExpressionError when what is read is beyond the bound, or gone */
export async function withLargeOutputs(
  store: Store,
  runId: string,
  upstreams: readonly FinishedUpstream[],
  references: readonly Reference[],
): Promise<readonly FinishedUpstream[]> {
  let left = MAX_LOADED_BYTES;
  const loaded: FinishedUpstream[] = [];
  for (const upstream of upstreams) {
    const output: Record<string, Json> = {};
    for (const [name, value] of Object.entries(upstream.output ?? {})) {
      const reference = isRead(name, references) ? outputReference(name, value) : undefined;
      if (reference) left -= reference.bytes;
      if (reference && left < 0) throw tooLarge(name, reference.bytes);
      output[name] = reference
        ? await loadOutput(store, { runId, taskNo: upstream.taskNo, name: reference.$artifact })
        : value;
    }
    loaded.push(upstream.output ? { ...upstream, output } : upstream);
  }
  return loaded;
}

export function hasLargeOutputs(upstreams: readonly FinishedUpstream[]): boolean {
  const isLarge = ([name, value]: readonly [string, Json]): boolean => outputReference(name, value) !== undefined;
  return upstreams.some(({ output }) => output !== undefined && Object.entries(output).some(isLarge));
}

/** By its name, or all outputs together. */
function isRead(name: string, references: readonly Reference[]): boolean {
  return references.some(({ root, path }) => {
    if (root !== 'tasks') return false;
    const [, field, ...below] = path;
    return (field === undefined || field === 'outputs') && (below.length === 0 || below.includes(name));
  });
}

function tooLarge(name: string, bytes: number): ExpressionError {
  return new ExpressionError(
    'EXPRESSION_TOO_LARGE',
    said`the output ${name} has ${bytes} bytes; the expressions of a task load ${MAX_LOADED_BYTES} at most`,
    { hint: said`Name the artifact <task>/outputs/<name>.json in inputs and read the file.` },
  );
}

/** @throws ExpressionError when it is gone */
export async function loadOutput(store: Store, artifact: Parameters<Store['readArtifact']>[0]): Promise<Json> {
  const found = await store.readArtifact(artifact);
  if (!found) throw new ExpressionError('EXPRESSION_FAILED', said`the artifact ${artifact.name} is not there any more`);
  const pieces: Uint8Array[] = [];
  for await (const piece of found.body) pieces.push(piece);
  return JSON.parse(new TextDecoder().decode(joined(pieces))) as JsonObject;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
