/**
 * Which server, and with which token: flag, then environment, then the server running on this machine, then
 * the default address. A token that belongs to the local server is never sent to another one.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { dataDirectory } from './data-directory.ts';

export const DEFAULT_SERVER = 'http://127.0.0.1:4400';
/** Where a server looks when nobody names an environment. */
export const DEFAULT_ENVIRONMENT = 'dev';

export interface ServerFlags {
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly environment?: string | undefined;
  readonly context?: string | undefined;
}

export interface ServerAddress {
  readonly server: string;
  readonly token: string | undefined;
  readonly environment: string | undefined;
  /** For people who wonder where it came from. */
  readonly source: 'flag' | 'environment' | 'running server' | 'default';
}

/** What a running server leaves in `run/server.json`. */
interface RunningServer {
  readonly url: string;
  readonly grpc?: string;
  readonly token: string;
}

export async function discoverServer(
  flags: ServerFlags,
  terminal: Pick<Terminal, 'env' | 'home'>,
): Promise<ServerAddress> {
  const { CARILLON_SERVER, CARILLON_TOKEN, CARILLON_ENVIRONMENT } = terminal.env;
  const running = await readRunningServer(terminal);
  const [server, source] = flags.server
    ? [flags.server, 'flag' as const]
    : CARILLON_SERVER
      ? [CARILLON_SERVER, 'environment' as const]
      : running
        ? [running.url, 'running server' as const]
        : [DEFAULT_SERVER, 'default' as const];
  const ownToken = running !== undefined && isSameOrigin(running.url, server) ? running.token : undefined;
  return {
    server,
    token: flags.token || CARILLON_TOKEN || ownToken,
    environment: flags.environment || CARILLON_ENVIRONMENT || undefined,
    source,
  };
}

async function readRunningServer(terminal: Pick<Terminal, 'env' | 'home'>): Promise<RunningServer | undefined> {
  const file = join(dataDirectory(terminal), 'run', 'server.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No server here, or one of another user: either way there is none for us.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
  const value = parseJson(text);
  if (typeof value?.url === 'string' && typeof value.token === 'string') return value as RunningServer;
  throw new CommandError(`${file} is damaged`, { hint: 'delete it and start `carillon dev` again' });
}

function parseJson(text: string): Partial<RunningServer> | null {
  try {
    return JSON.parse(text) as Partial<RunningServer> | null;
  } catch {
    return null; // the caller names the file
  }
}

export function isSameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}
