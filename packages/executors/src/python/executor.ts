import { type Executor, said } from '@carillon/plugin-api';
import { runScript } from '../script.ts';
import { pythonSchema } from './schema.ts';

export const pythonExecutor: Executor = {
  type: 'python',
  schema: pythonSchema,
  run(context) {
    const { python = 'python3' } = context.with as { python?: string };
    return runScript(context, {
      fileName: 'task.py',
      program: [python],
      remedy: said`install it there (Debian: apt-get install python3), or name another interpreter in with.python`,
      // A log that is watched must not wait for a buffer to fill.
      env: { PYTHONUNBUFFERED: '1' },
    });
  },
};
