/** The reference page of what is bounded, as text; written to docs/reference/limits-of-the-platform.md. */
import { MAX_BACKFILL_DATES } from './backfill/logical-times.ts';
import { MAX_BULK_RUNS } from './bulk/bulk-runs.ts';
import { MAX_COLLECTED_BYTES } from './dag/collect-outputs.ts';
import { MAX_DEPTH } from './dag/expansion.ts';
import { MAX_GIVEN_TASKS, MAX_ITEMS, MAX_ROUNDS, MAX_SHARDS, MAX_TASKS } from './dag/loops.ts';
import { MAX_APPLY_BYTES, MAX_BODY_BYTES, MAX_DOCUMENT_BYTES } from './limits/request-bounds.ts';
import { MAX_EXPRESSION_LENGTH } from './params/compiled-expression.ts';
import { MAX_STEPS, MAX_WEIGHT } from './params/evaluation-bound.ts';
import { MAX_JSON_LEVELS } from './params/json-values.ts';
import { MAX_GIVEN_OUTPUT_BYTES, MAX_LOADED_BYTES, MAX_OUTPUT_BYTES, NEAR_LIMIT } from './params/large-output.ts';
import { MAX_SCHEMA_DEPTH } from './params/param-schema.ts';
import { MAX_PARAMS_BYTES } from './params/params.ts';
import { MAX_PATTERN_SIZE } from './params/patterns.ts';
import { MAX_KEPT_SIGNALS } from './ports/wait-store.ts';
import { MAX_QUEUED_RUNS } from './queue/max-queued-runs.ts';
import { MAX_CAUGHT_UP } from './schedule/misfire.ts';
import { MAX_WAITING } from './schedule/overlap.ts';

interface PlatformLimit {
  readonly what: string;
  readonly most: string;
  /** What is seen beyond it. */
  readonly beyond: string;
}

const count = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
const size = (bytes: number): string => (bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`);

export const PLATFORM_LIMITS: readonly PlatformLimit[] = [
  {
    what: 'Outputs that stand with a task run',
    most: size(MAX_OUTPUT_BYTES),
    beyond: 'the largest are kept by reference, as artifacts of the task',
  },
  { what: 'Outputs that an attempt gives', most: size(MAX_GIVEN_OUTPUT_BYTES), beyond: '`OUTPUT_TOO_LARGE`' },
  { what: 'Outputs that a loop collects', most: size(MAX_COLLECTED_BYTES), beyond: '`OUTPUT_TOO_LARGE`' },
  {
    what: 'Outputs by reference that the expressions of a task load',
    most: size(MAX_LOADED_BYTES),
    beyond: '`EXPRESSION_FAILED`; name the artifact in `inputs` instead',
  },
  {
    what: 'Runs of a tenant that wait for their first dispatch',
    most: count(MAX_QUEUED_RUNS),
    beyond: '429 `LIMIT_QUEUED_RUNS` with `Retry-After`; see below',
  },
  { what: 'Parameters of a run', most: size(MAX_PARAMS_BYTES), beyond: '422 `LIMIT_PARAMS`' },
  { what: 'Body of a request', most: size(MAX_BODY_BYTES), beyond: '413 `LIMIT_BODY`' },
  { what: 'Body of a request with documents', most: size(MAX_APPLY_BYTES), beyond: '413 `LIMIT_BODY`' },
  { what: 'File of documents', most: size(MAX_DOCUMENT_BYTES), beyond: 'it is refused, `VALIDATION_LIMIT`' },
  {
    what: 'Tasks of a workflow, those in groups included',
    most: count(MAX_TASKS),
    beyond: 'the document is refused, `VALIDATION_LIMIT`',
  },
  {
    what: 'Levels of runs below one that no other started: sub-workflows, and turns of loops',
    most: count(MAX_DEPTH),
    beyond: 'the task fails, `CHILDREN_TOO_DEEP`',
  },
  { what: 'Items of a loop', most: count(MAX_ITEMS), beyond: 'the task fails, `TOO_MANY_ITEMS`' },
  { what: 'Rounds of a `while`', most: count(MAX_ROUNDS), beyond: 'the document is refused, `VALIDATION_SCHEMA`' },
  { what: 'Shards', most: count(MAX_SHARDS), beyond: 'the document is refused, `VALIDATION_SCHEMA`' },
  { what: 'Tasks that an output gives', most: count(MAX_GIVEN_TASKS), beyond: 'the task fails, `TOO_MANY_TASKS`' },
  {
    what: 'Levels of lists and maps in a request, and in the outputs of a task',
    most: count(MAX_JSON_LEVELS),
    beyond: '`VALIDATION_MALFORMED`, `OUTPUT_INVALID`',
  },
  { what: 'Levels of the schema of a parameter', most: count(MAX_SCHEMA_DEPTH), beyond: '`VALIDATION_PARAM`' },
  { what: 'Characters of an expression', most: count(MAX_EXPRESSION_LENGTH), beyond: '`VALIDATION_EXPRESSION`' },
  {
    what: 'Steps of an evaluation, and characters that it reads or makes',
    most: `${count(MAX_STEPS)}, ${count(MAX_WEIGHT)}`,
    beyond: '`EXPRESSION_FAILED`',
  },
  { what: 'Instructions of a pattern', most: count(MAX_PATTERN_SIZE), beyond: '`VALIDATION_PARAM`' },
  { what: 'Signals that a run keeps', most: count(MAX_KEPT_SIGNALS), beyond: '`LIMIT_SIGNALS`' },
  { what: 'Dates of a backfill', most: count(MAX_BACKFILL_DATES), beyond: '`LIMIT_BACKFILL`' },
  { what: 'Runs of one bulk command', most: count(MAX_BULK_RUNS), beyond: 'the plan is refused' },
  { what: 'Missed times that `fire_all` catches up', most: count(MAX_CAUGHT_UP), beyond: 'the rest is `missed`' },
  {
    what: 'Runs of a schedule that wait for the one before',
    most: count(MAX_WAITING),
    beyond: 'the next is `skipped`',
  },
];

const HEAD = `# Limits of the platform

What is bounded, so that one workflow cannot make it slow for all. Each fails once, with a code, and loses nothing that
was accepted. Limits that people set, of tasks and requests at once, are [another matter](workflow.md). The table is
generated from \`packages/core/src/limits-page.ts\`, which takes the numbers from where they are kept.

| What | At most | Beyond |
|---|---|---|
`;

const TAIL = `
## Warned before
From ${NEAR_LIMIT * 100} % on it is said, as \`LIMIT_NEAR\`: of outputs and of what a loop collects, with the task run; of items, rounds,
parameters, tasks and levels, in \`notices\` of the run and its task runs (\`carillon run get\`, the page of the run); of
parameters, bodies and waiting runs, in the header \`Carillon-Limit-Near\` of the answer (\`params=215000/262144\`), the log and
the metric \`carillon_limit_near_total\`; of documents and tasks, as a warning of \`validate\` and \`apply\`.

## Runs that wait
Counted by the servers, not by each start: a server counts a tenant's waiting runs again at the latest after 5 000 starts, and what
it let through since is added. One server never passes the limit; each further one may pass it by 5 000. What is refused
was counted within a second. Firings of schedules are \`skipped\` as \`queue_full\` in the ledger, bulk reruns wait. Child runs and
the runs of backfills count but are not refused: a loop has its own bound, and a backfill its parallelism.
`;

export function limitsPage(): string {
  return HEAD + PLATFORM_LIMITS.map(({ what, most, beyond }) => `| ${what} | ${most} | ${beyond} |\n`).join('') + TAIL;
}
