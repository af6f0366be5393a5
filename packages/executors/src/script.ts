/** What shell, python and node share: a script becomes a file in the working directory and is run by a program. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AttemptContext,
  type AttemptResult,
  failure,
  type Json,
  problemReason,
  type ProcessEnd,
  ProcessStartError,
  type Said,
  said,
  success,
} from '@carillon/plugin-api';

/** Agreed with users: another try would not help. */
const DO_NOT_RETRY = 78;
/** What a worker is short of for a while: processes, descriptors, memory. Elsewhere or later it may start. */
const NO_ROOM: ReadonlySet<string> = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

export interface ScriptKind {
  /** Name of the script's file. */
  readonly fileName: string;
  /** The program and its own arguments before the file. */
  readonly program: readonly [string, ...string[]];
  /** What to do when the program is not there. */
  readonly remedy: Said;
  readonly env?: Readonly<Record<string, string>>;
}

export async function runScript(context: AttemptContext, kind: ScriptKind): Promise<AttemptResult> {
  const {
    script,
    args = [],
    inputs = [],
  } = context.with as { script?: Json; args?: readonly string[]; inputs?: readonly string[] };
  if (typeof script !== 'string') return startFailed(said`neither script nor the text of file has come with the task`);
  for (const reference of inputs) await context.fetchArtifact(reference);
  const path = join(context.workingDirectory, kind.fileName);
  await writeFile(path, script, { mode: 0o600 });
  try {
    const end = await context.runProcess({
      command: [...kind.program, path, ...args],
      ...(kind.env ? { env: kind.env } : {}),
    });
    return await resultOf(context, end);
  } catch (error) {
    if (error instanceof ProcessStartError) return startFailed(explain(error, kind), NO_ROOM.has(error.code));
    throw error;
  }
}

async function resultOf(context: AttemptContext, end: ProcessEnd): Promise<AttemptResult> {
  const { exitCode, signal, stopped, outOfMemory } = end;
  const code = exitCode === undefined ? {} : { exitCode };
  if (stopped) return { outcome: 'stopped', reason: stopped, ...code };
  if (outOfMemory) return failure({ code: 'OOM_KILLED' }, code);
  if (signal !== undefined) return failure({ code: 'SIGNAL', params: { signal } });
  if (exitCode !== 0) {
    return failure(
      { code: 'EXIT_CODE', params: { exitCode: exitCode ?? -1 } },
      { ...code, retryable: exitCode !== DO_NOT_RETRY },
    );
  }
  const read = await context.readOutput();
  return 'output' in read ? success(read.output, exitCode) : failure(read.problem, { exitCode, retryable: false });
}

function startFailed(problem: Said, retryable = false): AttemptResult {
  return failure(problemReason('START_FAILED', problem), { retryable });
}

function explain({ program, code }: ProcessStartError, { remedy }: ScriptKind): Said {
  if (code === 'ENOENT') return said`${program} was not found on this worker; ${remedy}`;
  if (code === 'EACCES') return said`${program} may not be executed by the worker's user; ${remedy}`;
  if (code === 'E2BIG')
    return said`the arguments and variables are too large for a process; read parameters from the file named by CARILLON_PARAMS`;
  if (NO_ROOM.has(code)) return said`this worker had no room to start ${program}: ${code}`;
  return said`${program} could not be started: ${code}`;
}
