import { exerciseExecutor } from '@carillon/plugin-api/conformance';
import { expect, it } from 'vitest';
import { pythonExecutor } from './executor.ts';

it('runs Python and says what to do where there is none', async () => {
  const problems = await exerciseExecutor(pythonExecutor, [
    {
      name: 'writes outputs as JSON',
      with: {
        script:
          'import json, os, sys\nprint("rows", sys.argv[1])\njson.dump({"rows": 3}, open(os.environ["CARILLON_OUTPUT"], "w"))',
        args: ['x'],
      },
      expect: { outcome: 'success', output: { rows: 3 }, logged: ['rows x'] },
    },
    {
      name: 'fails by a traceback',
      with: { script: 'raise SystemExit("no data")' },
      expect: { outcome: 'failed', exitCode: 1, logged: ['no data'] },
    },
    {
      name: 'names the interpreter that is missing and the fix',
      with: { script: 'pass', python: 'python9' },
      expect: {
        outcome: 'failed',
        reason: 'START_FAILED',
        says: 'python9 was not found on this worker; install it there (Debian: apt-get install python3)',
      },
    },
  ]);
  expect(problems).toEqual([]);
});
