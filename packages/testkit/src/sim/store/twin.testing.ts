/** One operation on both stores: the answers must be the same, once what is drawn is told by what it stands for. */
import type { EngineStore } from '@carillon/core';
import { expect } from 'vitest';

export type Side = 'model' | 'postgres';

interface AttemptKey {
  readonly attemptId: string;
  readonly fence: number;
}

export interface Twin {
  /** The answer of the model, when that of PostgreSQL is the same. */
  same<T>(name: string, operation: (store: EngineStore, side: Side) => Promise<T>): Promise<T>;
  /** What each store has drawn for an attempt that both have told of. */
  attempt(runId: string, taskNo: number, attempt: number): Readonly<Record<Side, AttemptKey>> | undefined;
}

/** How a report that does not count, or a row that is gone, comes out. */
type Outcome = { readonly value: unknown } | { readonly error: string };

export function createTwin(model: EngineStore, postgres: EngineStore): Twin {
  const drawn: Readonly<Record<Side, Map<string, AttemptKey>>> = { model: new Map(), postgres: new Map() };
  const names: Readonly<Record<Side, Map<string, string>>> = { model: new Map(), postgres: new Map() };

  /** Learns which attempt an id belongs to, wherever an answer tells of both. */
  const learn = (side: Side, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (value instanceof Map || value instanceof Set) return [...value.values()].forEach((one) => learn(side, one));
    if (Array.isArray(value)) return value.forEach((one) => learn(side, one));
    const { runId, taskNo, attempt, attemptId, fence } = value as Record<string, unknown>;
    if (typeof attemptId === 'string' && attemptId !== '' && typeof attempt === 'number') {
      const name = `${String(runId)}/${String(taskNo)}#${attempt}`;
      drawn[side].set(name, { attemptId, fence: fence as number });
      names[side].set(attemptId, name);
    }
    for (const one of Object.values(value)) learn(side, one);
  };

  const told = (side: Side, value: unknown): unknown => {
    if (value instanceof Set) return Array.from(value, String).sort();
    if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [String(key), told(side, one)]));
    if (value instanceof Date) return 'a time';
    if (Array.isArray(value))
      return value.map((one) => told(side, one)).sort((a, b) => order(a) - order(b) || compare(a, b));
    if (typeof value === 'string' && names[side].has(value)) return names[side].get(value);
    if (typeof value !== 'object' || value === null) return typeof value === 'string' ? parsed(value) : value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, one]) => key !== 'fence' && one !== undefined && !(ABSENT.has(key) && isNothing(one)))
        .map(([key, one]) => [key, key === 'until' || key === 'delayMs' ? 'a time' : told(side, one)]),
    );
  };

  const outcomeOf = async (side: Side, run: () => Promise<unknown>): Promise<Outcome & { readonly raw?: unknown }> => {
    try {
      const raw = await run();
      learn(side, raw);
      return { value: told(side, raw), raw };
    } catch (error) {
      return { error: String((error as { code?: string }).code ?? error) };
    }
  };

  return {
    async same<T>(name: string, operation: (store: EngineStore, side: Side) => Promise<T>): Promise<T> {
      const ours = await outcomeOf('model', () => operation(model, 'model'));
      const { raw: _, ...theirs } = await outcomeOf('postgres', () => operation(postgres, 'postgres'));
      const { raw, ...mine } = ours;
      expect(mine, name).toEqual(theirs);
      return raw as T;
    },
    attempt(runId, taskNo, attempt) {
      const name = `${runId}/${taskNo}#${attempt}`;
      const [mine, theirs] = [drawn.model.get(name), drawn.postgres.get(name)];
      return mine && theirs && { model: mine, postgres: theirs };
    },
  };
}

/** Of features that no history has; the model does not tell of them. */
const ABSENT: ReadonlySet<string> = new Set(['children', 'updated', 'hasChildren']);
const isNothing = (value: unknown): boolean => value === false || (Array.isArray(value) && value.length === 0);

/** JSON text has more than one spelling. */
function parsed(text: string): unknown {
  if (!text.startsWith('{')) return text;
  return JSON.parse(text) as unknown;
}
const order = (value: unknown): number => (typeof value === 'number' ? value : 0);
const compare = (a: unknown, b: unknown): number => {
  const [one, other] = [JSON.stringify(a) ?? '', JSON.stringify(b) ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
};
