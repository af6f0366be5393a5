/** A task of type `workflow`: one child, a run of another workflow. */
import type { Json, JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { ExpressionError } from '../params/expression-error.ts';
import { resolveValue } from '../params/expressions.ts';
import { excerpt } from '../params/json-values.ts';
import { type Said, said } from '../said.ts';
import type { ChildrenQuestion, Expansion, Next, StartedChild } from './expansion.ts';
import type { PlanTask } from './plan.ts';

/** @throws ExpressionError */
export function expandSubWorkflow(task: PlanTask, context: ExpressionContext): Expansion {
  const {
    workflow = null,
    version = 'live',
    params = {},
    wait = true,
  } = resolveValue(task.definition.with, context) as JsonObject;
  if (typeof workflow !== 'string' || workflow === '')
    throw invalid('workflow', workflow, said`the name of a workflow`);
  if (version !== 'live' && !isVersionNumber(version))
    throw invalid('version', version, said`\`live\`, or the number of a version`);
  if (!isObject(params)) throw invalid('params', params, said`an object`);
  if (typeof wait !== 'boolean') throw invalid('wait', wait, said`true or false`);
  return { workflow, version, params, wait };
}

export function nextOfSubWorkflow({ expansion, progress }: ChildrenQuestion): Next {
  const { workflow, version, params, wait } = expansion as unknown as SubWorkflow;
  if (progress.started === 0) {
    const runs = { kind: 'workflow', workflow, version } as const;
    return {
      kind: 'start',
      children: [{ round: 0, position: 0, item: undefined, runs, params, isAwaited: wait }],
      of: 1,
    };
  }
  if (progress.open > 0) return { kind: 'wait' };
  const [child] = progress.children ?? [];
  if (!child) return { kind: 'collect' };
  if (!wait) return { kind: 'end', state: 'success', output: { run: child.run } };
  return child.state === 'success'
    ? { kind: 'end', state: 'success', output: child.output ?? {} }
    : { kind: 'end', state: 'failed', reason: failureOf(child) };
}

/** The end of a task because of a child that did not succeed. */
export function failureOf(child: StartedChild): Extract<Next, { kind: 'end' }>['reason'] {
  return {
    code: 'CHILD_FAILED',
    params: { run: child.run, state: child.state ?? 'failed', ...(child.reason ? { reason: child.reason.code } : {}) },
  };
}

interface SubWorkflow {
  readonly workflow: string;
  readonly version: 'live' | number;
  readonly params: JsonObject;
  readonly wait: boolean;
}

function invalid(field: string, value: Json, wanted: Said): ExpressionError {
  return new ExpressionError('EXPRESSION_TYPE', said`with.${field} is ${excerpt(value)}; it must be ${wanted}`);
}

const isVersionNumber = (value: Json): boolean => typeof value === 'number' && Number.isInteger(value) && value > 0;
const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
