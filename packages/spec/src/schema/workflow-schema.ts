/** The published JSON Schema of kind `Workflow`: what editors complete from and what documents are held to. */
import { PARAM_FORMATS, PARAM_TYPES, TRIGGER_RULES } from '@carillon/core';
import { taskSchemas } from '../generated/task-schemas.ts';
import { awaitedSchema } from './awaited-schema.ts';
import { headFields, LONG_TEXT, NAME, TEXT } from './head-fields.ts';
import { concurrencySchema, rateSchema, startsSchema, uniqueSchema } from './limit-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { loopFields } from './loop-schema.ts';
import { queueField, resourcesSchema, workersSchema } from './placement-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';

const DURATION = {
  type: 'string',
  pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
  description: 'A number and a unit: 250ms, 30s, 5m, 6h, 2d.',
} as const satisfies JsonSchema;
const SLA_TIME = {
  type: 'string',
  pattern: '^([0-9]{1,12}(ms|s|m|h|d)|([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)$',
  description: 'A time of day such as 06:00, the first after the logical time, or a duration from there.',
} as const satisfies JsonSchema;
const SLA = {
  type: 'object',
  properties: { startBy: SLA_TIME, finishBy: SLA_TIME },
  minProperties: 1,
  additionalProperties: false,
  description: 'By when it must have begun, and succeeded.',
} as const satisfies JsonSchema;
const CONDITION = {
  type: 'string',
  minLength: 1,
  maxLength: 8_192,
  description: 'A CEL expression that gives true or false, without ${{ }}.',
} as const satisfies JsonSchema;
/** Types that say what happens to other tasks. */
const STRUCTURAL = ['switch', 'group', 'map_reduce'];
const RULE_NAME = { type: 'string', enum: [...TRIGGER_RULES] } as const satisfies JsonSchema;
const PRIORITY = {
  type: 'integer',
  minimum: 0,
  maximum: 100,
  description: 'Higher goes first; 50 when absent.',
} as const satisfies JsonSchema;
const VALUES = { type: 'object', maxProperties: 200 } as const satisfies JsonSchema;
const ENVIRONMENT = {
  type: 'object',
  maxProperties: 200,
  additionalProperties: { type: 'string', maxLength: 32_768 },
  description: 'Variables of the process, by name.',
} as const satisfies JsonSchema;

const COUNT = { type: 'integer', minimum: 0 } as const satisfies JsonSchema;
const FIELD_NAMES = { type: 'array', maxItems: 200, uniqueItems: true, items: TEXT } as const satisfies JsonSchema;

/** Keywords of JSON Schema 2020-12, with our types. */
const schemaFields: Readonly<Record<string, JsonSchema>> = {
  type: { type: 'string', enum: [...PARAM_TYPES] },
  title: TEXT,
  description: LONG_TEXT,
  enum: { type: 'array', minItems: 1, maxItems: 1_000 },
  const: { description: 'The only value.' },
  pattern: {
    type: 'string',
    minLength: 1,
    maxLength: 1_000,
    description: 'A regular expression in RE2 syntax, for a text.',
  },
  format: { type: 'string', enum: [...PARAM_FORMATS], description: 'What a text must be the text of.' },
  minLength: COUNT,
  maxLength: COUNT,
  minimum: { type: 'number' },
  maximum: { type: 'number' },
  exclusiveMinimum: { type: 'number' },
  exclusiveMaximum: { type: 'number' },
  multipleOf: { type: 'number', description: 'Above 0.' },
  items: { $ref: '#/$defs/paramSchema' },
  minItems: COUNT,
  maxItems: COUNT,
  uniqueItems: { type: 'boolean' },
  properties: { type: 'object', maxProperties: 200, additionalProperties: { $ref: '#/$defs/paramSchema' } },
  required: { ...FIELD_NAMES, description: 'Fields that a map must have.' },
  additionalProperties: {
    type: ['boolean', 'object'],
    oneOf: [{ type: 'boolean' }, { type: 'object', $ref: '#/$defs/paramSchema' }],
    description: 'Whether a map may have other fields, or what these must be; true when absent.',
  },
  minProperties: COUNT,
  maxProperties: COUNT,
};

const paramSchema: JsonSchema = {
  type: 'object',
  properties: schemaFields,
  required: ['type'],
  additionalProperties: false,
};

const param: JsonSchema = {
  ...paramSchema,
  properties: {
    ...schemaFields,
    default: {
      description: 'The value when the run gives none. May hold ${{ }} over run, vars and parameters declared before.',
    },
    required: {
      type: ['boolean', 'array'],
      oneOf: [{ type: 'boolean' }, FIELD_NAMES],
      description: 'true: a run without a value is refused. A list: fields that a map must have.',
    },
  },
};

const backoff = {
  max: { type: 'integer', minimum: 0, maximum: 100, description: 'Tries after the first; 0 when absent.' },
  backoff: { type: 'string', enum: ['exponential', 'fixed'], description: 'exponential when absent.' },
  initial: { ...DURATION, description: 'The first wait; 5s when absent.' },
  cap: { ...DURATION, description: 'The longest wait; 1h when absent.' },
} as const satisfies Readonly<Record<string, JsonSchema>>;

const retry: JsonSchema = {
  type: 'object',
  properties: {
    ...backoff,
    maxElapsed: { ...DURATION, description: 'No try begins later than this after the first one did.' },
    lost: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      default: 3,
      description: 'Tries that the platform grants after a lost worker.',
    },
    on: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          exitCodes: {
            type: 'array',
            minItems: 1,
            maxItems: 256,
            items: { type: 'integer', minimum: 0, maximum: 255 },
          },
          errors: {
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: TEXT,
            description: 'Reason codes such as OOM_KILLED, or names of errors.',
          },
          when: { ...CONDITION, description: 'A CEL expression over attempt that gives true or false.' },
          ...backoff,
        },
        anyOf: [{ required: ['exitCodes'] }, { required: ['errors'] }, { required: ['when'] }],
        additionalProperties: false,
      },
      description:
        'Failures worth another try. The first rule that matches decides and counts for itself; every failure but exit 78 when absent.',
    },
  },
  additionalProperties: false,
};

const taskFields: Readonly<Record<string, JsonSchema>> = {
  type: { type: 'string', enum: Object.keys(taskSchemas), description: 'What carries the task out.' },
  title: TEXT,
  description: LONG_TEXT,
  needs: {
    type: 'array',
    maxItems: 20_000,
    uniqueItems: true,
    items: NAME,
    description: 'Tasks that must end before this one is judged by its rule.',
  },
  when: CONDITION,
  rule: {
    type: ['string', 'object'],
    oneOf: [
      RULE_NAME,
      {
        type: 'object',
        properties: { when: { ...CONDITION, description: 'A CEL expression over tasks, the direct upstreams.' } },
        required: ['when'],
        additionalProperties: false,
      },
    ],
    default: 'all_success',
    description: 'How upstreams must have ended: a name, or {when: <CEL over tasks>}, judged when all of them have.',
  },
  with: { type: 'object', description: "The type's own fields." },
  params: { ...VALUES, description: 'Values that stand for the parameters of these names in this task.' },
  env: ENVIRONMENT,
  outputs: {
    type: 'object',
    maxProperties: 200,
    additionalProperties: { type: 'string', enum: ['string', 'integer', 'number', 'boolean', 'array', 'object'] },
    description: 'Results the task gives to others, with their types.',
  },
  retry: { $ref: '#/$defs/retry' },
  timeout: {
    type: ['string', 'object'],
    pattern: DURATION.pattern,
    description: 'Of one attempt, or {queue, attempt, task}. A number and a unit: 250ms, 30s, 5m, 6h, 2d.',
    properties: { queue: DURATION, attempt: DURATION, task: DURATION },
    additionalProperties: false,
  },
  allowFailure: {
    type: 'boolean',
    default: false,
    description: 'A failure counts as a success for downstreams and the run.',
  },
  lease: {
    ...DURATION,
    description:
      'How long its worker may be out of touch before the attempt is given to another: 14s, which is the default, to 1h.',
  },
  exclusive: {
    type: 'boolean',
    default: false,
    description: 'An attempt stops when its lease cannot be renewed, also where only the store is away.',
  },
  produces: {
    type: 'array',
    minItems: 1,
    maxItems: 100,
    items: {
      type: ['string', 'object'],
      oneOf: [
        NAME,
        {
          type: 'object',
          properties: {
            dataset: NAME,
            partition: {
              type: 'string',
              minLength: 1,
              maxLength: 255,
              description: 'Of what: ${{ params.day }}. Evaluated when the task starts.',
            },
          },
          required: ['dataset'],
          additionalProperties: false,
        },
      ],
    },
    description: 'Datasets that its success brings up to date: names, or {dataset, partition}.',
  },
  concurrency: { ...concurrencySchema, description: 'How many task runs of it may be under way at once.' },
  rate: { ...rateSchema, description: 'How many attempts of it may begin in a time.' },
  priority: PRIORITY,
  queue: queueField,
  workers: workersSchema,
  resources: resourcesSchema,
};

const fieldsOfType = Object.entries(taskSchemas as unknown as Readonly<Record<string, JsonSchema>>).map(
  ([type, fields]): JsonSchema => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    then: {
      properties: { with: fields },
      ...(fields.required || fields.oneOf || fields.anyOf ? { required: ['with'] } : {}),
    },
  }),
);

const task: JsonSchema = {
  type: 'object',
  properties: {
    ...taskFields,
    ...loopFields,
    compensate: { $ref: '#/$defs/compensation' },
    sla: SLA,
  },
  required: ['type'],
  additionalProperties: false,
  allOf: fieldsOfType,
};

/** It is not chosen, waits for nobody and stands for itself. */
const COMPENSATION_FIELDS = [
  'title',
  'description',
  'with',
  'params',
  'env',
  'outputs',
  'retry',
  'timeout',
  'allowFailure',
  'lease',
  'exclusive',
  'priority',
  'queue',
  'workers',
  'resources',
];

const compensation: JsonSchema = {
  type: 'object',
  description: 'A task that undoes this one when the run does not end as success.',
  properties: {
    type: { type: 'string', enum: Object.keys(taskSchemas).filter((type) => !STRUCTURAL.includes(type)) },
    ...Object.fromEntries(Object.entries(taskFields).filter(([name]) => COMPENSATION_FIELDS.includes(name))),
  },
  required: ['type'],
  additionalProperties: false,
  allOf: fieldsOfType,
};

const laterTasks = {
  type: 'object',
  minProperties: 1,
  maxProperties: 1_000,
  additionalProperties: { $ref: '#/$defs/task' },
} as const satisfies JsonSchema;

export const workflowSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:carillon:schema:v1:workflow',
  title: 'Carillon workflow',
  type: 'object',
  properties: {
    kind: { const: 'Workflow' },
    ...headFields,
    params: { type: 'object', maxProperties: 200, additionalProperties: { $ref: '#/$defs/param' } },
    schedule: { $ref: '#/$defs/schedule' },
    schedules: {
      type: 'object',
      minProperties: 1,
      maxProperties: 100,
      additionalProperties: { $ref: '#/$defs/schedule' },
    },
    timezone: { type: 'string', minLength: 1, maxLength: 64, description: 'Of dates of manual runs; UTC when absent.' },
    defaults: {
      type: 'object',
      description: 'Fields for every task that does not have them itself.',
      properties: {
        ...Object.fromEntries(
          Object.entries(taskFields).filter(([name]) => !['type', 'needs', 'when', 'with'].includes(name)),
        ),
        rule: RULE_NAME,
      },
      additionalProperties: false,
    },
    tasks: { type: 'object', minProperties: 1, maxProperties: 20_000, additionalProperties: { $ref: '#/$defs/task' } },
    onFailure: { ...laterTasks, description: 'Tasks that run when the others ended as failed.' },
    finally: { ...laterTasks, description: 'Tasks that run at last, also after a failure or a stop.' },
    failure: {
      type: 'string',
      enum: ['continue', 'stop', 'pause'],
      default: 'continue',
      description: 'What the failure of a task does to the rest: nothing, stop it, or hold it for a person.',
    },
    sla: SLA,
    outputs: {
      type: 'object',
      maxProperties: 200,
      additionalProperties: { type: 'string', maxLength: 32_768 },
      description: 'Results of the run, from its tasks.',
    },
    env: ENVIRONMENT,
    timeout: { ...DURATION, description: 'Of the whole run. A number and a unit: 250ms, 30s, 5m, 6h, 2d.' },
    concurrency: { ...concurrencySchema, description: 'How many runs may be under way at once.' },
    unique: { ...uniqueSchema, description: 'Which requests for a run are one and the same.' },
    starts: { ...startsSchema, description: 'What becomes of requests for runs.' },
    priority: PRIORITY,
    queue: queueField,
    docs: LONG_TEXT,
  },
  required: ['kind', 'name', 'tasks'],
  not: { required: ['schedule', 'schedules'] },
  additionalProperties: false,
  $defs: { param, paramSchema, awaited: awaitedSchema, schedule: scheduleSchema, retry, task, compensation },
};
