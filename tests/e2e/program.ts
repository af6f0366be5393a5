/** The program as somebody types it: `carillon <words>`, with nothing of our own settings around it. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** Below the root of a tree that is built. */
const PROGRAM = 'packages/cli/bin/carillon.mjs';
const ROOT = path.resolve(import.meta.dirname, '../..');

/** Those that the tests send. */
export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

export type Settings = Readonly<Record<string, string>>;

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Program {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has printed so far, both streams. */
  said(): string;
  hasEnded(): boolean;
  signal(name: Signal): void;
}

/** Whatever a test forgot, or a test run that is cut short leaves, ends with this process. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

interface StartOptions {
  readonly stdin?: string;
  /** Of the tree whose program it is; this one when absent. */
  readonly root?: string;
  /** What becomes the program, as `ip netns exec` does: its words in front of it. */
  readonly within?: readonly string[];
}

export function startProgram(
  words: readonly string[],
  settings: Settings = {},
  { stdin = '', root = ROOT, within = [] }: StartOptions = {},
): Program {
  const [command, ...rest] = [...within, process.execPath, path.join(root, PROGRAM), ...words] as [string, ...string[]];
  const child = spawn(command, rest, { env: environment(settings), stdio: 'pipe' });
  running.add(child);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined); // it need not read to the end
  child.stdin.end(stdin);
  child.once('exit', () => running.delete(child));
  // When its streams are closed as well: then nothing that it started still writes to them.
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return {
    pid,
    ended,
    said: () => `${out}${err}`,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => void child.kill(name),
  };
}

export function runProgram(words: readonly string[], settings?: Settings, stdin?: string): Promise<Ended> {
  return startProgram(words, settings, stdin === undefined ? {} : { stdin }).ended;
}

function environment(settings: Settings): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('CARILLON_') && !name.startsWith('VITEST') && name !== 'NODE_ENV',
  );
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...settings };
}
