/** Everything that needs a scenario: as far as possible from the code that carries it out, the rest from features.yaml. */
import { readFileSync } from 'node:fs';
import { CONTEXT_NAMES, PARAM_TYPES, RUN_COMMANDS, TASK_RUN_COMMANDS, TASK_TYPES, TRIGGER_RULES } from '@carillon/core';
import { type JsonSchema, taskSchemas, workflowSchema } from '@carillon/spec';
import { parse } from 'yaml';

/** Fields that the engine does nothing with: who it is, and words for people. */
const NAMES_AND_WORDS = ['kind', 'apiVersion', 'name', 'project', 'title', 'description', 'owner', 'tags', 'docs'];
/** Maps whose parts are features of their own, and fields that have another name here. */
const ELSEWHERE = [
  'workflow.tasks',
  'workflow.params',
  'workflow.schedule',
  'task.type',
  'task.rule',
  'task.with',
  'param.type',
];
/** What only shows where the store is away, which no scenario's is: the worker's own tests show it. */
const WITHOUT_STORE = ['task.exclusive'];
/** Fields whose parts are known from elsewhere. */
const UNDIVIDED = ['workflow.defaults', 'param.items', 'task_type.wait.window'];
/** Longer lists of values are one feature: each value of them has its unit tests. */
const MOST_VALUES = 12;

export function features(): readonly string[] {
  const defs = workflowSchema.$defs ?? {};
  return [
    ...TRIGGER_RULES.map((rule) => `trigger_rule.${rule}`),
    ...Object.entries(TASK_TYPES).flatMap(([type, { inline }]) =>
      featuresOf(`task_type.${type}`, inline ? schemaOf(type) : {}),
    ),
    ...fieldsOf('workflow', workflowSchema),
    ...fieldsOf('task', defs['task'] ?? {}),
    ...PARAM_TYPES.map((type) => `param.type.${type}`),
    ...fieldsOf('param', defs['param'] ?? {}),
    ...fieldsOf('schedule', defs['schedule'] ?? {}),
    ...RUN_COMMANDS.map((command) => `command.run.${command}`),
    ...TASK_RUN_COMMANDS.map((command) => `command.task.${command}`),
    ...CONTEXT_NAMES.map((context) => `expression.${context}`),
    ...Object.keys(byHand()),
  ];
}

const schemaOf = (type: string): JsonSchema =>
  (taskSchemas as unknown as Readonly<Record<string, JsonSchema>>)[type] ?? {};

/** Fields, fields of fields, and values where there is a list of them. */
function fieldsOf(prefix: string, schema: JsonSchema): readonly string[] {
  return Object.entries(schema.properties ?? {})
    .filter(
      ([field]) => !NAMES_AND_WORDS.includes(field) && ![...ELSEWHERE, ...WITHOUT_STORE].includes(`${prefix}.${field}`),
    )
    .flatMap(([field, of]) => featuresOf(`${prefix}.${field}`, of));
}

function featuresOf(name: string, given: JsonSchema): readonly string[] {
  const schema = given.$ref ? (workflowSchema.$defs?.[given.$ref.split('/').at(-1) ?? ''] ?? {}) : given;
  const isTask = schema.properties?.['type'] !== undefined && schema.properties['with'] !== undefined;
  const parts =
    isTask || UNDIVIDED.includes(name) ? [] : fieldsOf(name, schema.items?.properties ? schema.items : schema);
  const isWhole = parts.length === 0 || (Array.isArray(schema.type) && schema.type.includes('string'));
  if (schema.enum && schema.enum.length <= MOST_VALUES) return schema.enum.map((value) => `${name}.${value as string}`);
  return [...(isWhole ? [name] : []), ...parts];
}

/** With a sentence each. */
function byHand(): Readonly<Record<string, string>> {
  return parse(readFileSync(new URL('../features.yaml', import.meta.url), 'utf8')) as Record<string, string>;
}
