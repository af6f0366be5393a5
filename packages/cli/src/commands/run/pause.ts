import { defineHold } from './hold.ts';

export const define = defineHold({
  verb: 'Pause',
  run: (client, id, body) => client.runs.pause(id, body),
  task: (client, id, body) => client.taskRuns.pause(id, body),
});
