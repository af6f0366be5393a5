/** npm as a shell runs it in the foreground: in a process group of its own, all of which Ctrl-C reaches. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Settings } from './program.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export function startNpm(words: readonly string[], settings: Settings) {
  const npm = spawn('npm', words, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = npm;
  if (pid === undefined) throw new Error('npm cannot be started');
  let said = '';
  for (const stream of [npm.stdout, npm.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return {
    pid,
    /** Its exit code; null when a signal ended it. */
    ended: new Promise<number | null>((resolve) => npm.once('close', resolve)),
    /** What it and all that it started have printed so far. */
    said: () => said,
    hasEnded: () => npm.exitCode !== null || npm.signalCode !== null,
    terminate: () => void npm.kill('SIGTERM'),
    pressCtrlC: () => void process.kill(-pid, 'SIGINT'),
  };
}
