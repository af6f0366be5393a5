/** An attempt without a worker: real directories and processes, the log in memory. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Reason } from '@carillon/core';
import {
  type AttemptContext,
  type JsonObject,
  type OutputType,
  type ProcessEnd,
  type ProcessSpec,
  ProcessStartError,
  type ResolvedConnection,
} from '../index.ts';

export interface TestContextOptions {
  readonly with?: JsonObject;
  readonly params?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, OutputType>>;
  readonly connections?: Readonly<Record<string, ResolvedConnection>>;
  /** Artifacts of upstream tasks, by `task/name`. */
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface TestContext {
  readonly context: AttemptContext;
  readonly lines: readonly { readonly stream: string; readonly text: string }[];
  /** Called for every line of the log. */
  onLine(listener: (text: string) => void): void;
  stop(reason: Reason): void;
  artifact(name: string): Promise<string>;
  dispose(): Promise<void>;
}

export async function createTestContext(options: TestContextOptions = {}): Promise<TestContext> {
  const root = await mkdtemp(join(tmpdir(), 'carillon-executor-'));
  const places = { work: join(root, 'work'), artifacts: join(root, 'artifacts'), output: join(root, 'output') };
  await Promise.all([mkdir(places.work), mkdir(places.artifacts)]);
  const abort = new AbortController();
  const lines: { stream: string; text: string }[] = [];
  const listeners: ((text: string) => void)[] = [];
  const line = (stream: string, text: string): void => {
    lines.push({ stream, text });
    for (const listener of listeners) listener(text);
  };
  /** What came after the last line break. */
  const partial = { stdout: '', stderr: '' };
  const context: AttemptContext = {
    identity: IDENTITY,
    with: options.with ?? {},
    params: options.params ?? {},
    outputs: options.outputs ?? {},
    turn: undefined,
    env: options.env ?? {},
    log: {
      line,
      write(stream, bytes) {
        const texts = (partial[stream] + Buffer.from(bytes).toString()).split('\n');
        partial[stream] = texts.pop() ?? '';
        for (const text of texts) line(stream, text);
      },
    },
    signal: abort.signal,
    workingDirectory: places.work,
    artifactsDirectory: places.artifacts,
    runProcess: (spec) => runPlainProcess(spec, context, places),
    readOutput: async () => ({ output: parsePlainOutput(await readFile(places.output, 'utf8').catch(() => '')) }),
    async fetchArtifact(reference) {
      const content = options.inputs?.[reference];
      if (content === undefined) throw new Error(`no artifact ${reference}`);
      const path = join(places.work, 'inputs', reference);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    connection: (name) => options.connections?.[name],
  };
  return {
    context,
    lines,
    onLine: (listener) => void listeners.push(listener),
    stop: (reason) => abort.abort(reason),
    artifact: (name) => readFile(join(places.artifacts, name), 'utf8'),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

const IDENTITY = {
  runId: 'run_00000000000000000000000000',
  taskRunId: 'tr_00000000000000000000000000',
  attemptId: 'att_00000000000000000000000000',
  attempt: 1,
  fence: '7',
  idempotencyKey: 'tr_00000000000000000000000000',
  workflow: 'flow',
  task: 'task',
  project: 'default',
  environment: 'dev',
  logicalTime: '2024-05-01T00:00:00.000Z',
  logicalDate: '2024-05-01',
  runUrl: 'http://127.0.0.1:4400/runs/run_00000000000000000000000000',
} as const;

/** A process group that a stop kills at once; the worker's ladder and containment are the worker's to test. */
function runPlainProcess(
  spec: ProcessSpec,
  context: AttemptContext,
  places: { work: string; artifacts: string; output: string },
): Promise<ProcessEnd> {
  const [program, ...args] = spec.command;
  const params = Object.fromEntries(
    Object.entries(context.params).map(([name, value]) => [
      `CARILLON_PARAM_${name.toUpperCase()}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const env = {
    PATH: process.env['PATH'],
    ...context.env,
    ...spec.env,
    ...params,
    CARILLON_OUTPUT: places.output,
    CARILLON_ARTIFACTS: places.artifacts,
    CARILLON_INPUTS: join(places.work, 'inputs'),
  };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: places.work, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const kill = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    child.stdout.on('data', (bytes: Buffer) => context.log.write('stdout', bytes));
    child.stderr.on('data', (bytes: Buffer) => context.log.write('stderr', bytes));
    child.stdin.on('error', () => undefined);
    child.stdin.end(spec.stdin);
    context.signal.addEventListener('abort', kill, { once: true });
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ProcessStartError(program, error.code ?? 'UNKNOWN', error)),
    );
    child.once('close', (code, name) => {
      context.signal.removeEventListener('abort', kill);
      const stopped = context.signal.aborted ? (context.signal.reason as Reason) : undefined;
      resolve({ exitCode: code ?? undefined, signal: name ?? undefined, stopped });
    });
  });
}

function parsePlainOutput(text: string): JsonObject {
  if (text.trimStart().startsWith('{')) return JSON.parse(text) as JsonObject;
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
