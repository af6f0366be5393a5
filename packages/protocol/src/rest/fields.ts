/** What the fields of REST objects are made of. */
import { type TSchema, Type } from 'typebox';

export const Name = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' });
export const Instant = Type.String({ format: 'date-time' });
export const CalendarDate = Type.String({ format: 'date' });
export const Count = Type.Integer({ minimum: 0 });
export const Values = Type.Record(Type.String(), Type.Unknown());
export const Id = (prefix: string) => Type.String({ pattern: `^${prefix}_[0-9A-Za-z]{26}$` });
export const Opt = Type.Optional;

/** A workflow, or a version of it. */
export const WorkflowOrVersion = Type.String({
  pattern: '^[a-z][a-z0-9_-]{0,62}(@[1-9][0-9]{0,8})?$',
  description: 'name, or name@version',
});

export const RUN_STATES = ['queued', 'running', 'paused', 'stopping', 'success', 'failed', 'stopped'];

/** `{items, nextCursor}` of the given objects. */
export function pageOf(item: TSchema, id: string): TSchema {
  return Type.Object({ items: Type.Array(item), nextCursor: Opt(Type.String()) }, { $id: id });
}

export interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}
