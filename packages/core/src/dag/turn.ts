/** What a turn of a loop knows of itself: what its expressions read, and what its tasks are told. */
import type { Json, JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import type { ChildPlace, LoopKind } from './expansion.ts';

/** Sent to workers with the task's input. */
export interface Turn {
  readonly item?: Json;
  readonly index?: number;
  readonly round?: number;
  readonly shard?: number;
  readonly shards?: number;
}

/** What the loop adds to what its turn reads. */
export function turnContext(kind: LoopKind, { item, position, round }: ChildPlace): ExpressionContext {
  switch (kind) {
    case 'for_each':
    case 'sharding':
    case 'broadcast':
      return { item: item ?? null, index: position };
    case 'while':
      return { round };
    case 'tasks':
      return {};
  }
}

/** The tasks that a turn reads besides its own: of a `while`, what the round before gave. */
export function tasksOfTurn(kind: LoopKind, loop: string, { item }: ChildPlace): JsonObject {
  return kind === 'while' ? { [loop]: { state: 'success', outputs: item ?? {} } } : {};
}

/** Undefined where no loop repeats the task. */
export function turnOf(kind: LoopKind | undefined, { item, index, round }: ExpressionContext): Turn | undefined {
  if (kind === undefined) return undefined;
  const shard = kind === 'sharding' ? (item as { shard: number; shards: number }) : {};
  const turn: Turn = {
    ...(item === undefined || kind === 'sharding' ? {} : { item }),
    ...(index === undefined || kind === 'sharding' ? {} : { index }),
    ...(round === undefined ? {} : { round }),
    ...shard,
  };
  return Object.keys(turn).length > 0 ? turn : undefined;
}
