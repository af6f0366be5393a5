/** What can be judged only where the command runs: whether the server answers, and this machine where it is the server's. */
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CLOCK_OFF_MS, checkDisk, type Finding, finding } from '@carillon/core/health';
import { ApiError, type Client, UnreachableError } from '@carillon/sdk';
import { dataDirectory } from '../connection/data-directory.ts';
import { PROGRAM_VERSION } from '../program-version.ts';
import type { Terminal } from '../terminal.ts';

export type Health = Awaited<ReturnType<Client['health']['get']>>;

/** Readable by others than its owner. */
const OTHERS = 0o077;

export interface Answered {
  readonly health: Health | undefined;
  readonly findings: readonly Finding[];
}

/** What the server itself says; undefined with the reason where it does not. @throws ApiError where it refuses */
export async function askServer({ server, health }: Client): Promise<Answered> {
  try {
    return { health: await health.get(), findings: [] };
  } catch (error) {
    if (error instanceof UnreachableError)
      return { health: undefined, findings: [finding('SERVER_UNREACHABLE', { server, problem: error.message })] };
    if (error instanceof ApiError && error.status >= 500)
      return { health: undefined, findings: [finding('SERVER_NOT_READY', { server, problem: error.message })] };
    throw error;
  }
}

export function checkVersion({ version }: Pick<Health, 'version'>): readonly Finding[] {
  return version === PROGRAM_VERSION
    ? []
    : [finding('CLIENT_VERSION_SKEW', { client: PROGRAM_VERSION, server: version })];
}

/** @param answeredMs how long the answer took: its time is that much older at most */
export function checkClock(at: string, nowMs: number, answeredMs: number): readonly Finding[] {
  const off = Math.abs(nowMs - Date.parse(at)) - answeredMs;
  return off > CLOCK_OFF_MS
    ? [finding('CLOCK_OFF', { server: 'this machine', offMs: Math.round(off / 1_000) * 1_000 })]
    : [];
}

/** Of a server that keeps its data here; nothing where there is none. */
export async function checkDataDirectory(terminal: Terminal): Promise<readonly Finding[]> {
  const directory = dataDirectory(terminal);
  const run = await unlessMissing(stat(join(directory, 'run', 'server.json')));
  const disk = await unlessMissing(statfs(directory));
  return [
    ...(run && (run.mode & OTHERS) !== 0
      ? [finding('DATA_DIRECTORY_OPEN', { path: join(directory, 'run', 'server.json') })]
      : []),
    ...(disk
      ? checkDisk(directory, { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize })
      : []),
  ];
}

async function unlessMissing<T>(looked: Promise<T>): Promise<T | undefined> {
  try {
    return await looked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
