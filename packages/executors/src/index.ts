/** The built-in task types. Each folder is one of them; what it needs of the worker comes by plugin-api. */
export { nodeExecutor } from './node/executor.ts';
export { pythonExecutor } from './python/executor.ts';
export { type WithSchema } from './schema.ts';
export { taskSchemas } from './schemas.ts';
export { shellExecutor } from './shell/executor.ts';
