/** The reference page of what is bounded, as text; written to docs/reference/limits-of-the-platform.md. */
import { MAX_BACKFILL_DATES } from './backfill/logical-times.ts';
import { MAX_BULK_RUNS } from './bulk/bulk-runs.ts';
import { MAX_COLLECTED_BYTES } from './dag/collect-outputs.ts';
import { MAX_GIVEN_TASKS, MAX_ITEMS, MAX_ROUNDS, MAX_SHARDS } from './dag/loops.ts';
import { MAX_EXPRESSION_LENGTH } from './params/compiled-expression.ts';
import { MAX_STEPS, MAX_WEIGHT } from './params/evaluation-bound.ts';
import { MAX_JSON_LEVELS } from './params/json-values.ts';
import { MAX_GIVEN_OUTPUT_BYTES, MAX_LOADED_BYTES, MAX_OUTPUT_BYTES, NEAR_LIMIT } from './params/large-output.ts';
import { MAX_SCHEMA_DEPTH } from './params/param-schema.ts';
import { MAX_PARAMS_LENGTH } from './params/params.ts';
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
    beyond: `programs: the largest are kept by reference; functions and other types: \`OUTPUT_TOO_LARGE\`. From ${NEAR_LIMIT * 100} % on the task run says \`LIMIT_NEAR\``,
  },
  { what: 'Outputs that a program gives', most: size(MAX_GIVEN_OUTPUT_BYTES), beyond: '`OUTPUT_TOO_LARGE`' },
  {
    what: 'Outputs by reference that the expressions of a task load',
    most: size(MAX_LOADED_BYTES),
    beyond: '`EXPRESSION_FAILED`; name the artifact in `inputs` instead',
  },
  { what: 'Outputs that a loop collects', most: size(MAX_COLLECTED_BYTES), beyond: '`OUTPUT_TOO_LARGE`' },
  {
    what: 'Runs of a tenant that wait for their first dispatch',
    most: count(MAX_QUEUED_RUNS),
    beyond:
      '429 `LIMIT_QUEUED_RUNS` with `Retry-After`; firings of schedules are `skipped` as `queue_full`, bulk reruns wait. Each server beyond the first may pass the limit by 5 000. Child runs and backfills, which have bounds of their own, count and are not refused',
  },
  { what: 'Parameters of a run', most: size(MAX_PARAMS_LENGTH), beyond: '`VALIDATION_PARAMS_TOO_LARGE`' },
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
  { what: 'Items of a loop', most: count(MAX_ITEMS), beyond: 'the task fails' },
  { what: 'Rounds of a `while`', most: count(MAX_ROUNDS), beyond: 'the document is refused' },
  { what: 'Shards', most: count(MAX_SHARDS), beyond: 'the document is refused' },
  { what: 'Tasks that an output gives', most: count(MAX_GIVEN_TASKS), beyond: 'the task fails' },
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

export function limitsPage(): string {
  return HEAD + PLATFORM_LIMITS.map(({ what, most, beyond }) => `| ${what} | ${most} | ${beyond} |\n`).join('');
}
