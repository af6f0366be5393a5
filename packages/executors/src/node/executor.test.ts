import { exerciseExecutor } from '@carillon/plugin-api/conformance';
import { expect, it } from 'vitest';
import { nodeExecutor } from './executor.ts';

it('runs ES modules with top-level await', async () => {
  const problems = await exerciseExecutor(nodeExecutor, [
    {
      name: 'writes outputs as JSON',
      with: {
        script:
          'import { writeFile } from "node:fs/promises";\nawait writeFile(process.env.CARILLON_OUTPUT, JSON.stringify({ args: process.argv.slice(2) }));',
        args: ['a', 'b'],
      },
      expect: { outcome: 'success', output: { args: ['a', 'b'] } },
    },
    {
      name: 'fails by an exception',
      with: { script: 'throw new Error("no data")' },
      expect: { outcome: 'failed', exitCode: 1, logged: ['no data'] },
    },
  ]);
  expect(problems).toEqual([]);
});
