import { reasonOf } from './change.ts';
import { defineTaskChange } from './change-task.ts';

export const define = defineTaskChange((client, id, flags, options) =>
  client.taskRuns.skip(id, reasonOf(flags), options),
);
