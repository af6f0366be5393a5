/** What an attempt left in its artifacts directory goes to the server; what it asks for comes from there. */
import { createHash } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { said, SaidError } from '@carillon/core';
import { status } from '@grpc/grpc-js';
import type { ArtifactHead, ArtifactPart, ArtifactStored } from '@carillon/protocol/grpc';
import type { Attempt } from '../attempt/attempt.ts';
import type { GatewayLink } from '../link/gateway-link.ts';
import { contentTypeOf } from './content-type.ts';

export const MAX_ARTIFACT_BYTES = 64 * 2 ** 20;
export const MAX_ARTIFACTS = 100;
const PART_BYTES = 64 * 1024;
const CALL_WITHIN_MS = 120_000;

/** The sentence says which artifact and why. */
export class ArtifactProblem extends SaidError {
  override readonly name = 'ArtifactProblem';
}

type Call = Pick<GatewayLink, 'client' | 'metadata'>;

/** Worth another try on another connection. */
const PASSING = new Set<number>([status.UNAVAILABLE, status.CANCELLED, status.DEADLINE_EXCEEDED]);
const TRIES = 5;

/** Repeats a transfer that was cut, on whatever server is reached next. */
export async function withRetries<T>(
  link: Pick<GatewayLink, 'whenUp'>,
  signal: AbortSignal,
  transfer: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    await link.whenUp(signal);
    try {
      return await transfer();
    } catch (error) {
      const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
      if (tries === TRIES || signal.aborted || typeof code !== 'number' || !PASSING.has(code)) throw error;
    }
  }
}

export interface LeftFiles {
  /** Paths below the directory, with `/`. */
  readonly names: readonly string[];
  /** Links, pipes and the like, which are left out. */
  readonly refused: readonly string[];
}

export async function listArtifacts(directory: string): Promise<LeftFiles> {
  const names: string[] = [];
  const refused: string[] = [];
  async function walk(below: string): Promise<void> {
    for (const entry of await readdir(join(directory, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else (entry.isFile() ? names : refused).push(name);
      if (names.length > MAX_ARTIFACTS) {
        throw new ArtifactProblem(
          said`more than ${MAX_ARTIFACTS} files were left in the artifacts directory; pack them into one`,
        );
      }
    }
  }
  await walk('');
  return { names: names.sort(), refused };
}

export async function putArtifact(call: Call, attempt: Attempt, directory: string, name: string): Promise<void> {
  const file = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new ArtifactProblem(said`the artifact ${name} is not a plain file`);
    if (stat.size > MAX_ARTIFACT_BYTES) {
      throw new ArtifactProblem(
        said`the artifact ${name} has ${stat.size} bytes; at most ${MAX_ARTIFACT_BYTES} are kept`,
      );
    }
    const bytes = file.createReadStream({ autoClose: false, highWaterMark: PART_BYTES });
    await send(call, headOf(attempt, name, stat.size), bytes);
  } finally {
    await file.close();
  }
}

/** What stands in no file. */
export async function putText(call: Call, attempt: Attempt, name: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const parts = async function* (): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += PART_BYTES) yield bytes.subarray(at, at + PART_BYTES);
  };
  await send(call, headOf(attempt, name, bytes.length), parts());
}

function headOf({ assignment }: Attempt, name: string, size: number): ArtifactHead {
  const { runId, taskNo, attempt, attemptId, fence } = assignment;
  return { runId, taskNo, attempt, attemptId, fence, name, contentType: contentTypeOf(name), size: BigInt(size) };
}

async function send({ client, metadata }: Call, head: ArtifactHead, body: AsyncIterable<unknown>): Promise<void> {
  if (!client) throw new ArtifactProblem(said`the artifact ${head.name} could not be stored: no server is connected`);
  let stored!: (answer: ArtifactStored) => void;
  let refused!: (error: Error) => void;
  const answer = new Promise<ArtifactStored>((done, failed) => {
    stored = done;
    refused = failed;
  });
  const call = client.putArtifact(metadata, { deadline: Date.now() + CALL_WITHIN_MS }, (error, value) =>
    error
      ? refused(
          new ArtifactProblem(said`the artifact ${head.name} could not be stored: ${error.details}`, { cause: error }),
        )
      : stored(value),
  );
  const hash = createHash('sha256');
  const parts = async function* (): AsyncGenerator<ArtifactPart> {
    yield { part: { $case: 'head', value: head } };
    let left = Number(head.size);
    for await (const bytes of body) {
      // A file that still grows is taken as long as it was when its length was told.
      const value = (bytes as Buffer).subarray(0, left);
      left -= value.length;
      hash.update(value);
      if (value.length > 0) yield { part: { $case: 'body', value } };
    }
  };
  // The server may refuse half-way: its answer says why, the broken pipe only that.
  const [sent, got] = await Promise.allSettled([
    pipeline(Readable.from(parts()), call as unknown as NodeJS.WritableStream),
    answer,
  ]);
  if (got.status === 'rejected') throw got.reason;
  if (sent.status === 'rejected')
    throw new ArtifactProblem(said`the artifact ${head.name} could not be sent`, { cause: sent.reason });
  if (got.value.sha256 !== hash.digest('hex'))
    throw new ArtifactProblem(said`the artifact ${head.name} did not arrive as it was sent`);
}

const REFERENCE = /^([a-z][a-z0-9_]{0,62})\/(.+)$/;

/** Stores the artifact `task/name` under `directory` and gives its path. */
export async function getArtifact(
  { client, metadata }: Call,
  attempt: Attempt,
  directory: string,
  reference: string,
): Promise<string> {
  const [, task, name] = REFERENCE.exec(reference) ?? [];
  if (task === undefined || name === undefined)
    throw new ArtifactProblem(said`"${reference}" must be task/artifact-name`);
  const path = resolve(directory, task, name);
  if (!path.startsWith(resolve(directory, task) + sep))
    throw new ArtifactProblem(said`"${reference}" leads out of the inputs directory`);
  if (!client) throw new ArtifactProblem(said`the artifact ${reference} could not be fetched: no server is connected`);
  await mkdir(dirname(path), { recursive: true });
  const { runId, attemptId, fence } = attempt.assignment;
  const call = client.getArtifact({ runId, attemptId, fence, task, name }, metadata, {
    deadline: Date.now() + CALL_WITHIN_MS,
  });
  const bodies = async function* (): AsyncGenerator<Buffer> {
    for await (const { part } of call as AsyncIterable<ArtifactPart>) if (part?.$case === 'body') yield part.value;
  };
  try {
    await pipeline(Readable.from(bodies()), createWriteStream(path, { flags: 'w', mode: 0o600 }));
  } catch (error) {
    const detail = (error as { details?: string }).details ?? (error as Error).message;
    throw new ArtifactProblem(said`the artifact ${reference} could not be fetched: ${detail}`, { cause: error });
  }
  return path;
}
