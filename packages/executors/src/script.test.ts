import type { AttemptContext } from '@carillon/plugin-api';
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
  const workingDirectory = mkdtempSync(join(tmpdir(), 'carillon-script-'));
  const context = {
    with: { script: ':' },
    workingDirectory,
    runProcess: async () => ({ ...end, stopped: undefined, outOfMemory: true }),
  } as unknown as AttemptContext;
  const ended = await runScript(context, { fileName: 'script', program: ['sh'], remedy: 'install it' });
  expect(ended).toMatchObject({ outcome: 'failed', reason, retryable: true, ...more });
  rmSync(workingDirectory, { recursive: true });
});
