/**
 * Fields that the vocabulary names and this version does not carry out. A document that uses one is
 * refused by name: nothing a person wrote is ever ignored.
 */
import { isPhase, MAP_REDUCE_TASKS, PLANNED_TASK_TYPES, type Said, said } from '@carillon/core';
import type { DocumentPath, Problem } from './finding.ts';

const WORKFLOW = ['triggers', 'calendar'];
const TASK = ['concurrency', 'rate', 'isolation', 'preemptible', 'consumes'];

export const PLANNED_KINDS: readonly string[] = [
  'WorkerGroup',
  'Connection',
  'Variables',
  'AlertRule',
  'Silence',
  'Policy',
  'Slo',
];

/** Types that parameters do not have on purpose. */
const NO_PARAM_TYPES: ReadonlyMap<string, Pick<Problem, 'message' | 'hint'>> = new Map([
  [
    'secret',
    {
      message: said`"secret" is no type of a parameter: parameters are kept and shown with their run`,
      hint: said`Name the secret where it is used: \${{ secrets.<name> }} in env or with.`,
    },
  ],
  [
    'file',
    {
      message: said`"file" is no type of a parameter: parameters are small values that are kept with their run`,
      hint: said`Pass a path or a URL as a string; files between tasks are artifacts.`,
    },
  ],
]);

/** A field the schema does not have: undefined when no version has it. */
export function plannedField(path: DocumentPath): Problem | undefined {
  const name = String(path.at(-1));
  if (!plannedIn(path.slice(0, -1)).includes(name)) return undefined;
  return notAvailable(path, said`the field "${name}"`);
}

/** Whether a path is that of a task, also of one in a group. */
export const isTaskPath = (path: DocumentPath): boolean => taskPath(path)?.inner.length === 0;

/** What of a path lies in the innermost task; undefined: it leads into none. */
function taskPath(path: DocumentPath): { readonly inner: DocumentPath } | undefined {
  if (!isPhase(path[0]) || path.length < 2) return undefined;
  let inner = path.slice(2);
  for (;;) {
    const [field, name] = inner;
    const isNested = inner.length > 1 && (field === 'tasks' || (field === 'with' && isMapReduceTask(name)));
    if (!isNested) return { inner };
    inner = inner.slice(2);
  }
}

const isMapReduceTask = (name: unknown): boolean => (MAP_REDUCE_TASKS as readonly unknown[]).includes(name);

function plannedIn(parent: DocumentPath): readonly string[] {
  if (parent.length === 0) return WORKFLOW;
  const inTask = parent[0] === 'defaults' ? parent.slice(1) : taskPath(parent)?.inner;
  if (!inTask) return [];
  if (inTask.length === 0) return TASK;
  return [];
}

/** A value outside a list of the schema: undefined when no version has it. */
export function plannedValue(path: DocumentPath, value: unknown): Problem | undefined {
  if (typeof value !== 'string') return undefined;
  const field = path.at(-1);
  if (field === 'type' && isTaskPath(path.slice(0, -1)) && PLANNED_TASK_TYPES.includes(value))
    return notAvailable(path, said`the task type "${value}"`, 'VALIDATION_TASK_TYPE');
  const refused = field === 'type' && path[0] === 'params' ? NO_PARAM_TYPES.get(value) : undefined;
  return refused && { code: 'VALIDATION_PARAM', path, ...refused };
}

function notAvailable(path: DocumentPath, what: Said, code: Problem['code'] = 'VALIDATION_NOT_AVAILABLE'): Problem {
  return {
    code,
    path,
    atKey: code === 'VALIDATION_NOT_AVAILABLE',
    message: said`${what} is not available yet`,
    hint: said`Remove it; a later version brings it.`,
  };
}
