import { type Executor, said } from '@carillon/plugin-api';
import { runScript } from '../script.ts';
import { shellSchema } from './schema.ts';

export const shellExecutor: Executor = {
  type: 'shell',
  schema: shellSchema,
  run(context) {
    const { shell = '/bin/sh' } = context.with as { shell?: string };
    return runScript(context, {
      fileName: 'task.sh',
      program: [shell],
      remedy: said`install it there, or name another shell in with.shell`,
    });
  },
};
