/**
 * A task for each item of a list, for each shard, or for each worker: one round of children, at most `max` of them at
 * once. One that fails does not keep the others from their turn, unless the workflow stops at failures.
 */
import type { Json, JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { ExpressionError } from '../params/expression-error.ts';
import { resolveValue } from '../params/expressions.ts';
import type { Reason } from '../run/states.ts';
import { said } from '../said.ts';
import { collectOutputs } from './collect-outputs.ts';
import {
  type ChildrenQuestion,
  type ChildStart,
  type Expansion,
  MAX_CHILDREN_A_START,
  type Next,
  type StartedChild,
} from './expansion.ts';
import { MAX_ITEMS } from './loops.ts';
import type { PlanTask } from './plan.ts';

/** @throws ExpressionError */
export function expandForEach(task: PlanTask, context: ExpressionContext): Expansion {
  const items = listOf(resolveValue(task.definition.with['items'] as Json, context));
  if (items.length > MAX_ITEMS)
    return refusal({ code: 'TOO_MANY_ITEMS', params: { items: items.length, limit: MAX_ITEMS } });
  const turns = task.expands?.batch === undefined ? items : batches(items, task.expands.batch);
  const large = turns.findIndex((item) => JSON.stringify(item).length > MAX_ITEM_LENGTH);
  if (large < 0) return { items: turns };
  throw new ExpressionError(
    'EXPRESSION_TOO_LARGE',
    said`forEach.items: the item at index ${large} has more than ${MAX_ITEM_LENGTH} characters; hand over where it lies instead`,
  );
}

/** As JSON. Each is a variable of a process, of which the kernel takes 128 KiB. */
const MAX_ITEM_LENGTH = 65_536;

/** Shards know their number and how many there are. */
export function expandSharding(task: PlanTask): Expansion {
  const shards = task.expands?.shards ?? 1;
  return { items: Array.from({ length: shards }, (_, shard) => ({ shard, shards })), of: 'shard' };
}

/** @param workers that are there now and could take it */
export function expandBroadcast(workers: readonly string[]): Expansion {
  return { items: [...new Set(workers)].sort(), of: 'worker' };
}

/** What ends the task before it has a child. */
export const refusal = (reason: Reason): Expansion => ({ refused: reason as unknown as JsonObject });

interface Items {
  readonly items?: readonly Json[];
  readonly of?: 'shard' | 'worker';
  readonly refused?: Reason;
}

export function nextOfForEach({ task, expansion, progress }: ChildrenQuestion): Next {
  const { items = [], of, refused } = expansion as unknown as Items;
  if (refused) return { kind: 'end', state: 'failed', reason: refused };
  if (items.length === 0) return endOfNone(task);
  const stops = task.expands?.failsFast === true && progress.failed > 0;
  const left = stops ? 0 : items.length - progress.started;
  const places = Math.min(left, (task.expands?.max ?? items.length) - progress.open, MAX_CHILDREN_A_START);
  if (places > 0) {
    const children = items
      .slice(progress.started, progress.started + places)
      .map((item, i) => childOf(task, item, progress.started + i, of));
    return { kind: 'start', children, of: items.length };
  }
  if (progress.open > 0) return { kind: 'wait' };
  return progress.children ? endOf(task, progress.children, items.length) : { kind: 'collect' };
}

function childOf(task: PlanTask, item: Json, position: number, of: Items['of']): ChildStart {
  const key = of === 'worker' ? (item as string) : of === 'shard' ? `shard ${position}` : undefined;
  const { part } = task.expands ?? {};
  if (!part) throw new RangeError(`the loop ${task.id} has no part`);
  return { round: 0, position, item, key, runs: { kind: 'part', document: part } };
}

/** As in other schedulers, nothing to do is no success: what depends on it follows its own rule. */
function endOfNone(task: PlanTask): Next {
  const output = Object.fromEntries(Object.keys(task.definition.outputs).map((name) => [name, []]));
  const code = task.expands?.kind === 'broadcast' ? 'NO_WORKERS' : 'NO_ITEMS';
  return { kind: 'end', state: code === 'NO_ITEMS' ? 'skipped' : 'failed', reason: { code }, output };
}

function endOf(task: PlanTask, children: readonly StartedChild[], of: number): Next {
  const collected = collectOutputs(Object.keys(task.definition.outputs), children, of);
  const failed = children.filter(({ state }) => state !== 'success');
  const [first] = failed;
  if (first) {
    const reason: Reason = {
      code: 'ITEMS_FAILED',
      params: { failed: failed.length, of, first: first.position, run: first.run },
    };
    return { kind: 'end', state: 'failed', reason, output: 'output' in collected ? collected.output : undefined };
  }
  return 'output' in collected
    ? { kind: 'end', state: 'success', reason: collected.near, output: collected.output }
    : { kind: 'end', state: 'failed', reason: collected.reason };
}

/** A map gives its entries, in its order. */
function listOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value as JsonObject).map(([key, one]) => ({ key, value: one }));
  const shown = JSON.stringify(value).slice(0, 64);
  throw new ExpressionError('EXPRESSION_TYPE', said`forEach.items gave ${shown}; it must be a list or a map`);
}

function batches(items: readonly Json[], size: number): readonly Json[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
