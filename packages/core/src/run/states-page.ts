/** The page of the states as text, written to docs/architecture/states.md: diagrams and codes from the tables. */
import {
  ATTEMPT_STATE_CODES,
  isFinalAttemptState,
  isFinalRunState,
  isFinalTaskState,
  RUN_STATE_CODES,
  TASK_STATE_CODES,
} from './states.ts';
import { ATTEMPT_TRANSITIONS, diagram, RUN_TRANSITIONS, TASK_TRANSITIONS } from './transitions.ts';

const HEAD = `# States

Generated from \`packages/core/src/run/transitions.ts\` and \`states.ts\` by \`npm run generate\`; do not edit. State
drives logic, a reason beside it explains. Codes are what the store keeps: below 10 open, from 10 on final.
A final run or attempt is never left. The statements of the store carry these arrows as guards, and a trigger holds
the ones of runs.

`;

const RUN_NOTE = `A run is shown as \`queued\` until its first task was dispatched. A run of several tasks is stored as \`running\`
from the start ([decision 4](../decisions/0004-runs-are-stored-as-running.md)). A run that reached its time limit
goes through \`stopping\` to \`failed\`. After a stop the tasks of \`finally\` still run (\`clean_up\`).
`;

const TASK_NOTE = `\`pending\` waits for upstreams, \`queued\` for a worker, \`waiting\` for a time, \`retrying\` for the end of its
back-off. A short attempt goes from \`starting\` to its end without \`running\` being written. A person may reopen or
mark one that has ended while its run is open; on a finished run the same commands start a new run.
`;

const ATTEMPT_NOTE = `The live attempt is columns of its task run's row; the ones before are rows of \`attempt_history\`. \`lost\` and
\`returned\` do not use the tries that a user granted.
`;

export function statesPage(): string {
  return [
    HEAD,
    section('Run', diagram(RUN_TRANSITIONS, isFinalRunState), RUN_STATE_CODES, RUN_NOTE),
    section('Task run', diagram(TASK_TRANSITIONS, isFinalTaskState), TASK_STATE_CODES, TASK_NOTE),
    section('Attempt', diagram(ATTEMPT_TRANSITIONS, isFinalAttemptState), ATTEMPT_STATE_CODES, ATTEMPT_NOTE),
  ].join('');
}

function section(title: string, chart: string, codes: Readonly<Record<string, number>>, note: string): string {
  const list = Object.entries(codes).map(([state, code]) => `${code} \`${state}\``);
  return `## ${title}\n${note}\n\`\`\`mermaid\n${chart}\n\`\`\`\n\nCodes: ${list.join(' · ')}\n\n`;
}
