/** The built-in task types. Each folder is one of them; what it needs of the worker comes by plugin-api. */
export { taskSchemas } from './schemas.ts';
export type { WithSchema } from './schema.ts';
