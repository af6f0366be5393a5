// Programs beside the bench, each in a group of its own: Ctrl-C does not reach them, the bench stops them in order. The
// workers that it forks share its group.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { toUndo } from './undo.mjs';

/** More than a platform needs for stopping its worker and its database. */
const STOP_PATIENCE_MS = 60_000;

/** @returns `{child, ended, stop()}` */
export function startChild(file, args, { patienceMs = STOP_PATIENCE_MS, ...options } = {}) {
  const child = spawn(file, args, { ...options, detached: true });
  const { pid = Number.NaN } = child;
  const ended = once(child, 'exit');
  const stop = toUndo(async () => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => killGroup(pid), patienceMs);
    await ended.finally(() => clearTimeout(impatience));
    // What it has started itself may have outlived it: the compiler that a build runs, say.
    killGroup(pid);
  });
  return { child, ended, stop };
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Runs a program to its end. @returns what it wrote to its standard output, where that is a pipe */
export async function runToEnd(file, args, options) {
  const { child, stop } = startChild(file, args, options);
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  try {
    const [code, signal] = await once(child, 'close');
    if (code !== 0) throw new Error(`${[file, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`);
    return text;
  } finally {
    await stop();
  }
}

/** What a script of ours tells in its last line. */
export async function resultOf(script, args, options) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  // It stops a platform of its own, as patiently as we would.
  const patienceMs = 2 * STOP_PATIENCE_MS;
  const text = await runToEnd(process.execPath, [script, ...args], { ...options, stdio, patienceMs });
  return JSON.parse(text.trim().split('\n').at(-1));
}
