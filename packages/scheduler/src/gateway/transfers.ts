/** Artifacts: uploads of live attempts, and downloads for later tasks of the same run. */
import { type EngineStore, taskNamed } from '@carillon/core';
import type { ArtifactHead, ArtifactPart, ArtifactRequest, ArtifactStored } from '@carillon/protocol/grpc';
import { type sendUnaryData, type ServerReadableStream, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { Contexts } from '../runs/contexts.ts';
import type { Versions } from '../runs/versions.ts';

/** Of one artifact. Larger ones belong into an object store. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_NAME = 255;

type Store = Pick<EngineStore, 'putArtifact' | 'readArtifact' | 'artifactReader'>;

interface ReadingParts {
  readonly store: Store;
  readonly contexts: Pick<Contexts, 'get'>;
  readonly versions: Pick<Versions, 'get'>;
}

class Refusal extends Error {
  readonly code: status;
  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

const refusalOf = (error: unknown): { code: status; details: string } => {
  if (error instanceof Refusal) return { code: error.code, details: error.message };
  if (error instanceof Error && error.name === 'StaleAttempt')
    return { code: status.FAILED_PRECONDITION, details: error.message };
  return { code: status.UNAVAILABLE, details: 'the artifact could not be stored or read; try again' };
};

export async function putArtifact(
  store: Store,
  call: ServerReadableStream<ArtifactPart, ArtifactStored>,
  reply: sendUnaryData<ArtifactStored>,
): Promise<void> {
  try {
    const parts = call[Symbol.asyncIterator]() as AsyncIterator<ArtifactPart>;
    const first = (await parts.next()).value?.part;
    if (first?.$case !== 'head') throw new Refusal(status.INVALID_ARGUMENT, 'the first part must be the head');
    const head = first.value;
    assertName(head);
    const stored = await store.putArtifact({ ...head, fence: Number(head.fence) }, bounded(parts));
    reply(null, stored);
  } catch (error) {
    reply(refusalOf(error));
  }
}

export async function getArtifact(
  parts: ReadingParts,
  call: ServerWritableStream<ArtifactRequest, ArtifactPart>,
): Promise<void> {
  const { store } = parts;
  const { runId, attemptId, fence, task, name } = call.request;
  try {
    const reader = await store.artifactReader({ runId, attemptId, fence: Number(fence) });
    if (!reader) throw new Refusal(status.FAILED_PRECONDITION, `attempt ${attemptId} is not live`);
    const source = await sourceOf(parts, { ...reader, runId }, task);
    const artifact = source && (await store.readArtifact({ ...source, name }));
    if (!artifact) throw new Refusal(status.NOT_FOUND, `task ${task} has left no artifact ${name}`);
    for await (const body of artifact.body) {
      if (!call.write({ part: { $case: 'body', value: Buffer.from(body) } }))
        await new Promise((resolve) => call.once('drain', resolve).once('cancelled', resolve));
      if (call.cancelled) return;
    }
    call.end();
  } catch (error) {
    call.emit('error', refusalOf(error));
  }
}

/** What the name of a task means to a reader: as in expressions, a turn of a loop reads what its loop could. */
async function sourceOf(
  parts: Pick<ReadingParts, 'contexts' | 'versions'>,
  reader: { readonly runId: string; readonly versionKey: number; readonly taskNo: number },
  name: string,
): Promise<{ readonly runId: string; readonly taskNo: number } | undefined> {
  const { contexts, versions } = parts;
  const { runId, versionKey, taskNo } = reader;
  const { plan, record } = await versions.get(versionKey);
  const scope = plan.tasks[taskNo];
  const found = scope && taskNamed(plan, scope, name);
  if (found) return { runId, taskNo: found.no };
  const place = record.document.turnOf && (await contexts.get(runId))?.place;
  const parent = place && (await contexts.get(place.parentRunId));
  return parent && sourceOf(parts, { ...parent, taskNo: place.parentNo }, name);
}

function assertName({ name }: ArtifactHead): void {
  const broken =
    name === '' ||
    name.length > MAX_NAME ||
    name.startsWith('/') ||
    name.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (broken || name.includes('\0'))
    throw new Refusal(status.INVALID_ARGUMENT, 'the name of an artifact is a relative path of at most 255 characters');
}

async function* bounded(parts: AsyncIterator<ArtifactPart>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    if (next.value.part?.$case !== 'body') throw new Refusal(status.INVALID_ARGUMENT, 'only the first part is a head');
    size += next.value.part.value.byteLength;
    if (size > MAX_BYTES) throw new Refusal(status.RESOURCE_EXHAUSTED, `an artifact may have ${MAX_BYTES} bytes`);
    yield next.value.part.value;
  }
}
