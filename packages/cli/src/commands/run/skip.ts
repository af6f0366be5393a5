import { reasonOf } from './change.ts';
import { defineTaskChange } from './change-task.ts';

export const examples = `
  carillon run skip run_01J9… --task notify --dry-run      what would follow
  carillon run skip run_01J9… --task notify --reason "nobody reads it today"
`;

export const define = defineTaskChange((client, id, flags, options) =>
  client.taskRuns.skip(id, reasonOf(flags), options),
);
