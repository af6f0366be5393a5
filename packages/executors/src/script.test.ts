import { type AttemptContext, type ProcessEnd, ProcessStartError, said } from '@carillon/plugin-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from './script.ts';

it.each([
  [{ exitCode: undefined, signal: 'SIGKILL' }, { code: 'OOM_KILLED' }, {}],
  // A shell ends like this when what it waited for was killed.
  [{ exitCode: 137, signal: undefined }, { code: 'OOM_KILLED' }, { exitCode: 137 }],
])('tells that a program was killed for memory: %j', async (end, reason, more) => {
  const ended = await run(async () => ({ ...end, stopped: undefined, outOfMemory: true }));
  expect(ended).toMatchObject({ outcome: 'failed', reason, retryable: true, ...more });
});

it.each([
  ['EMFILE', true, 'this worker had no room to start sh: EMFILE'],
  ['EAGAIN', true, 'this worker had no room to start sh: EAGAIN'],
  ['ENOENT', false, 'sh was not found on this worker; install it'],
])('a program that could not be started for %s may be tried again: %s', async (code, retryable, problem) => {
  const ended = await run(() => Promise.reject(new ProcessStartError('sh', code, undefined)));
  expect(ended).toMatchObject({ outcome: 'failed', reason: { code: 'START_FAILED', params: { problem } }, retryable });
});

async function run(runProcess: () => Promise<ProcessEnd>) {
  const workingDirectory = mkdtempSync(join(tmpdir(), 'carillon-script-'));
  const context = { with: { script: ':' }, workingDirectory, runProcess } as unknown as AttemptContext;
  const ended = await runScript(context, { fileName: 'script', program: ['sh'], remedy: said`install it` });
  rmSync(workingDirectory, { recursive: true });
  return ended;
}
