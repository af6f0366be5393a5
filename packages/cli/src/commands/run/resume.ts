import { defineHold } from './hold.ts';

export const define = defineHold({
  verb: 'Resume',
  run: (client, id, body) => client.runs.resume(id, body),
  task: (client, id, body) => client.taskRuns.resume(id, body),
});
