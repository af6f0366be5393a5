/** So much of an explanation is told in full: who asks cannot read ten thousand sentences. */
import type { TaskExplanation } from './explain-run.ts';
import type { WaitCode } from './wait-codes.ts';

export const MAX_TOLD = 200;

export interface BoundedAnswer {
  /** In the order that they came in. */
  readonly told: readonly TaskExplanation[];
  /** How many more wait, by code; most first. */
  readonly rest: readonly { readonly code: WaitCode; readonly count: number }[];
}

/** The first of every code in every state is among those that are told, however late it comes. */
export function boundAnswer(waiting: readonly TaskExplanation[]): BoundedAnswer {
  if (waiting.length <= MAX_TOLD) return { told: waiting, rest: [] };
  const kinds = new Map(waiting.toReversed().map((one) => [`${one.answer.code} ${one.state}`, one]));
  const told = new Set(kinds.values());
  for (const one of waiting) if (told.size < MAX_TOLD) told.add(one);
  const counts = new Map<WaitCode, number>();
  for (const one of waiting) if (!told.has(one)) counts.set(one.answer.code, (counts.get(one.answer.code) ?? 0) + 1);
  const rest = [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
  return { told: waiting.filter((one) => told.has(one)), rest };
}
