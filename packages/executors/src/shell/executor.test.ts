import { exerciseExecutor } from '@carillon/plugin-api/conformance';
import { expect, it } from 'vitest';
import { shellExecutor } from './executor.ts';

it('runs scripts and tells how they ended', async () => {
  const problems = await exerciseExecutor(shellExecutor, [
    {
      name: 'passes arguments as they are and reads outputs',
      with: {
        script: 'echo "[$1] [$2] $CARILLON_PARAM_DAY"; echo rows=3 > "$CARILLON_OUTPUT"',
        args: ['a b', '$(id)'],
      },
      params: { day: '2024-05-01' },
      expect: { outcome: 'success', exitCode: 0, output: { rows: '3' }, logged: ['[a b] [$(id)] 2024-05-01'] },
    },
    {
      name: 'tells an exit code',
      with: { script: 'exit 3' },
      expect: { outcome: 'failed', reason: 'EXIT_CODE', exitCode: 3, retryable: true },
    },
    {
      name: 'takes 78 for final',
      with: { script: 'exit 78' },
      expect: { outcome: 'failed', exitCode: 78, retryable: false },
    },
    {
      name: 'tells a signal',
      with: { script: 'kill -SEGV $$' },
      expect: { outcome: 'failed', reason: 'SIGNAL', says: 'SIGSEGV' },
    },
    {
      name: 'names a shell that is missing and what to do',
      with: { script: ':', shell: 'no-such-shell' },
      expect: {
        outcome: 'failed',
        reason: 'START_FAILED',
        retryable: false,
        says: 'no-such-shell was not found on this worker; install it there',
      },
    },
    {
      name: 'fetches inputs first and keeps artifacts',
      with: {
        script: 'tr a-z A-Z < "$CARILLON_INPUTS/extract/in.txt" > "$CARILLON_ARTIFACTS/out.txt"',
        inputs: ['extract/in.txt'],
      },
      inputs: { 'extract/in.txt': 'orders' },
      expect: { outcome: 'success', artifacts: { 'out.txt': 'ORDERS' } },
    },
    {
      name: 'stops when asked',
      with: { script: 'echo ready; exec tail -f /dev/null' },
      stopAt: 'ready',
      expect: { outcome: 'stopped' },
    },
  ]);
  expect(problems).toEqual([]);
});
