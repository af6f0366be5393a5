/** What another maximum of a rule does to what holds it and waits for it now. */
import type { Limit, LimitRule } from '@carillon/protocol';
import { differences, type RuleFigures, ruleFigures } from './rule-figures.ts';

export type LimitEffect =
  | { readonly is: 'new' }
  | { readonly is: 'unused' }
  /** Other keys, or others that it is for: nobody knows whom it meets then. */
  | { readonly is: 'unknown' }
  | { readonly is: 'starts'; readonly count: number }
  | { readonly is: 'waits'; readonly count: number }
  /** More have it than may: nothing more starts until some of them have ended. */
  | { readonly is: 'over'; readonly held: number }
  /** Those that wait at a rate go at the new one. */
  | { readonly is: 'pace'; readonly count: number }
  /** Nothing limits them any more. */
  | { readonly is: 'freed'; readonly count: number };

/** Counts of a rule: one for each value of its key. */
export const limitsOf = (rule: Pick<LimitRule, 'name' | 'project'>, limits: readonly Limit[]): readonly Limit[] =>
  limits.filter(
    ({ name, level, project }) =>
      name === rule.name && level === (rule.project === undefined ? 'tenant' : 'project') && project === rule.project,
  );

/** @param next undefined: it is removed */
export function limitEffects(
  rule: LimitRule | undefined,
  next: RuleFigures | undefined,
  limits: readonly Limit[],
): readonly LimitEffect[] {
  if (!rule) return [{ is: 'new' }];
  const own = limitsOf(rule, limits).filter(({ held, waiting }) => held > 0 || waiting > 0);
  const waiting = sum(own.map((limit) => limit.waiting));
  if (own.length === 0) return [{ is: 'unused' }];
  if (!next) return waiting === 0 ? [] : [{ is: 'freed', count: waiting }];
  if (
    differences(ruleFigures(rule), next).some(({ field }) => field === 'key' || field === 'when' || field === 'counts')
  )
    return [{ is: 'unknown' }];
  const effects: LimitEffect[] = [];
  const max = next.concurrency?.max;
  const counted = own.filter((limit) => limit.max !== undefined);
  const paced = sum(own.filter((limit) => limit.max === undefined).map((limit) => limit.waiting));
  if (max !== undefined && counted.length > 0) {
    const starts = sum(counted.map((limit) => Math.min(limit.waiting, Math.max(0, max - limit.held))));
    const over = sum(counted.map(({ held }) => (held > max ? held : 0)));
    if (over > 0) effects.push({ is: 'over', held: over });
    if (starts > 0) effects.push({ is: 'starts', count: starts });
    const left = sum(counted.map((limit) => limit.waiting)) - starts;
    if (left > 0) effects.push({ is: 'waits', count: left });
  }
  if (next.rate && paced > 0) effects.push({ is: 'pace', count: paced });
  const freed = (next.concurrency ? 0 : waiting - paced) + (next.rate ? 0 : paced);
  if (freed > 0) effects.push({ is: 'freed', count: freed });
  if ((next.concurrency && !rule.concurrency) || (next.rate && !rule.rate)) effects.push({ is: 'new' });
  return effects;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
