import { defineHold } from './hold.ts';

export const examples = `
  carillon run pause run_01J9… --reason "DB upgrade"
  carillon run pause run_01J9… --task load
  carillon run list --state running --workflow orders -q | carillon run pause --stdin --dry-run
`;

export const define = defineHold({
  verb: 'Pause',
  run: (client, id, body) => client.runs.pause(id, body),
  task: (client, id, body) => client.taskRuns.pause(id, body),
});
