import { type Executor, said } from '@carillon/plugin-api';
import { runScript } from '../script.ts';
import { nodeSchema } from './schema.ts';

/** Runs with the Node.js that runs the worker: it is certainly there. */
export const nodeExecutor: Executor = {
  type: 'node',
  schema: nodeSchema,
  run: (context) =>
    runScript(context, {
      fileName: 'task.mjs',
      program: [process.execPath],
      remedy: said`restart the worker with a Node.js that exists`,
    }),
};
