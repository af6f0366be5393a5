/** Runs one of PostgreSQL's programs to its end. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { DatabaseUser } from './database-user.ts';

/** What PostgreSQL's programs see of our environment: nothing. */
export const POSTGRES_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

/** @throws Error with everything it said, when it fails */
export async function runToEnd(options: {
  readonly program: string;
  readonly args: readonly string[];
  readonly user: DatabaseUser | undefined;
  readonly input?: string;
}): Promise<void> {
  const { program, args, user, input = '' } = options;
  const child = spawn(program, args, { cwd: '/', env: POSTGRES_ENV, stdio: 'pipe', ...user });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // One that ends before it has read everything says why on its own.
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new Error(
          `${program} cannot be started; its programs need glibc. Set CARILLON_DATABASE_URL to use a PostgreSQL of your own`,
          { cause },
        ),
      ),
    );
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${path.basename(program)} failed (exit code ${code}):\n${said.trim()}`);
}
