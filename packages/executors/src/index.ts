/** The built-in task types. Each folder is one of them; what it needs of the worker comes by plugin-api. */
export { type BuiltinExecutorsOptions, builtinExecutors } from './builtin-executors.ts';
export { createFileProbe, type FileProbeOptions } from './probe/file-probe.ts';
export { createEgressClient, type EgressClient } from './egress/client.ts';
export type { EgressRules } from './egress/destination.ts';
export type { WithSchema } from './schema.ts';
export { taskSchemas } from './schemas.ts';
