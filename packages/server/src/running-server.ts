/** How clients on the same machine find the running server and a token: `run/server.json`, mode 0600. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface RunningServer {
  readonly url: string;
  /** `host:port` of the worker gateway. */
  readonly grpc: string;
  readonly token: string;
  /** For workers of your own, such as function workers of the SDK. */
  readonly workerToken: string;
  readonly pid: number;
  readonly startedAt: string;
}

const fileIn = (runDirectory: string): string => path.join(runDirectory, 'server.json');

/** Never seen half-written. */
export async function announceServer(runDirectory: string, server: RunningServer): Promise<void> {
  const partial = `${fileIn(runDirectory)}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(server, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, fileIn(runDirectory));
}

export async function withdrawServer(runDirectory: string): Promise<void> {
  await rm(fileIn(runDirectory), { force: true });
}

export async function readRunningServer(runDirectory: string): Promise<RunningServer | undefined> {
  const text = await readFile(fileIn(runDirectory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunningServer);
}
