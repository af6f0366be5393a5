import { approvalSchema } from './approval/schema.ts';
import { functionSchema } from './function/schema.ts';
import { groupSchema } from './group/schema.ts';
import { httpSchema } from './http/schema.ts';
import { mapReduceSchema } from './map-reduce/schema.ts';
import { nodeSchema } from './node/schema.ts';
import { noopSchema } from './noop/schema.ts';
import { notifySchema } from './notify/schema.ts';
import { pythonSchema } from './python/schema.ts';
import { qualitySchema } from './quality/schema.ts';
import type { WithSchema } from './schema.ts';
import { shellSchema } from './shell/schema.ts';
import { sqlSchema } from './sql/schema.ts';
import { switchSchema } from './switch/schema.ts';
import { waitSchema } from './wait/schema.ts';
import { workflowSchema } from './workflow/schema.ts';

/** `with` of every task type of this version, also of those that the scheduler or an SDK worker carries out. */
export const taskSchemas = {
  shell: shellSchema,
  python: pythonSchema,
  node: nodeSchema,
  http: httpSchema,
  sql: sqlSchema,
  quality: qualitySchema,
  notify: notifySchema,
  function: functionSchema,
  wait: waitSchema,
  noop: noopSchema,
  switch: switchSchema,
  approval: approvalSchema,
  workflow: workflowSchema,
  group: groupSchema,
  map_reduce: mapReduceSchema,
} as const satisfies Readonly<Record<string, WithSchema>>;
