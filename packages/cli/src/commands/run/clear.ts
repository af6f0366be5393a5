import { reasonOf } from './change.ts';
import { defineTaskChange } from './change-task.ts';

export const examples = `
  carillon run clear run_01J9… --task load --dry-run      what would run again
  carillon run clear run_01J9… --task load --reason "the source was late"
`;

export const define = defineTaskChange((client, id, flags, options) =>
  client.taskRuns.clear(id, reasonOf(flags), options),
);
