/**
 * Fields that the vocabulary names and this version does not carry out. A document that uses one is
 * refused by name: nothing a person wrote is ever ignored.
 */
import { isPhase, PLANNED_TASK_TYPES } from '@carillon/core';
import type { DocumentPath, Problem } from './finding.ts';

const WORKFLOW = ['triggers', 'concurrency', 'sla', 'queue', 'calendar'];
const TASK = [
  'forEach',
  'while',
  'tasks',
  'compensate',
  'concurrency',
  'rate',
  'queue',
  'resources',
  'isolation',
  'exclusive',
  'lease',
  'preemptible',
  'consumes',
  'produces',
  'sla',
];
const WORKERS = ['labels', 'prefer', 'strategy', 'sticky'];

/** Values that exist in the vocabulary where the schema has a narrower list. */
const PLANNED_VALUES: ReadonlyMap<string, readonly string[]> = new Map([['paramType', ['secret', 'file']]]);

export const PLANNED_KINDS: readonly string[] = [
  'Queue',
  'WorkerGroup',
  'Connection',
  'Variables',
  'AlertRule',
  'Silence',
  'Policy',
  'Dataset',
  'Slo',
];

/** A field the schema does not have: undefined when no version has it. */
export function plannedField(path: DocumentPath): Problem | undefined {
  const name = String(path.at(-1));
  if (!plannedIn(path.slice(0, -1)).includes(name)) return undefined;
  return notAvailable(path, `the field "${name}"`);
}

function plannedIn(parent: DocumentPath): readonly string[] {
  const [top] = parent;
  if (parent.length === 0) return WORKFLOW;
  const inTask = top === 'defaults' ? parent.slice(1) : isPhase(top) && parent.length > 1 ? parent.slice(2) : undefined;
  if (!inTask) return [];
  if (inTask.length === 0) return TASK;
  if (inTask[0] === 'workers' && inTask.length === 1) return WORKERS;
  return [];
}

/** A value outside a list of the schema: undefined when no version has it. */
export function plannedValue(path: DocumentPath, value: unknown): Problem | undefined {
  if (typeof value !== 'string') return undefined;
  const field = path.at(-1);
  const inTasks = isPhase(path[0]) && path.length === 3;
  if (field === 'type' && inTasks && PLANNED_TASK_TYPES.includes(value))
    return notAvailable(path, `the task type "${value}"`, 'VALIDATION_TASK_TYPE');
  const list = PLANNED_VALUES.get(field === 'type' && path[0] === 'params' ? 'paramType' : String(field));
  return list?.includes(value) ? notAvailable(path, `"${value}"`) : undefined;
}

function notAvailable(path: DocumentPath, what: string, code: Problem['code'] = 'VALIDATION_NOT_AVAILABLE'): Problem {
  return {
    code,
    path,
    atKey: code === 'VALIDATION_NOT_AVAILABLE',
    message: `${what} is not available yet`,
    hint: 'Remove it; a later version brings it.',
  };
}
