import { defineHold } from './hold.ts';

export const examples = `
  carillon run resume run_01J9…
  carillon run resume run_01J9… --task load
  carillon run list --state paused -q | carillon run resume --stdin --yes --reason "upgraded"
`;

export const define = defineHold({
  verb: 'Resume',
  run: (client, id, body) => client.runs.resume(id, body),
  task: (client, id, body) => client.taskRuns.resume(id, body),
});
