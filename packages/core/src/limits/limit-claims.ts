/** The limits that something is under, with their keys evaluated: what is recorded of it and what it waits for. */
import type {
  ConcurrencyDocument,
  LimitCounts,
  LimitRuleDocument,
  OnLimit,
  RateDocument,
} from '../definition/limit-document.ts';
import { parseDuration } from '../definition/units.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { evaluateCondition, insertedText, resolveValue } from '../params/expressions.ts';
import type { Scope } from '../ports/scope.ts';
import { sha256 } from '../sha256.ts';
import { rateInterval } from './gcra.ts';

/** Queued there is what no lane may hand out: it has arrived, or it waits for its limits. */
export const ARRIVING_LANE = -1;
export const WAITING_LANE = 0;
/** The number by which a run as a whole holds a slot. */
export const WHOLE_RUN = -1;

export const LIMIT_LEVELS = ['task', 'workflow', 'project', 'tenant'] as const;
export type LimitLevel = (typeof LIMIT_LEVELS)[number];

/** Where limits are written. */
export interface LimitSource extends LimitRuleDocument {
  readonly level: LimitLevel;
  /** `task:<workflow>:<task>`, `workflow:<workflow>`, or that of a project's or tenant's rule. */
  readonly rule: string;
  /** For people. */
  readonly name: string;
  /** Rises with every change: the figures of the newest one hold. */
  readonly definition: number;
}

export interface LimitClaim {
  readonly id: string;
  readonly rule: string;
  readonly level: LimitLevel;
  readonly name: string;
  /** The value of its key; empty where it has none. */
  readonly key: string;
  readonly definition: number;
  /** Of a concurrency limit. */
  readonly max?: number;
  readonly onLimit: OnLimit;
  /** Of a rate. */
  readonly intervalMs?: number;
  readonly burst?: number;
}

/** What is recorded of a task run that has limits. */
export interface RecordedLimits {
  /** Where it goes when they grant; a run has none. */
  readonly lane?: number;
  readonly keys: readonly (LimitClaim & LimitScope)[];
}

/** A key that is of the tenant has no project. */
export interface LimitScope {
  readonly tenantKey: number;
  readonly projectKey: number | undefined;
  readonly environmentKey: number;
}

/** What a rule of a project or tenant counts has keys of its own, so that a change of `counts` mixes nothing. */
export const ruleOf = (
  { tenantKey, projectKey, name }: { tenantKey: number; projectKey: number | undefined; name: string },
  counts: LimitCounts,
): string =>
  `${projectKey === undefined ? 'tenant' : 'project'}:${projectKey ?? tenantKey}:${name}${counts === 'runs' ? ':runs' : ''}`;

const KEPT_KEY = 200;

/** @throws ExpressionError when a key or a condition cannot be evaluated */
export function limitClaims(
  sources: readonly LimitSource[],
  scope: Scope,
  context: ExpressionContext,
): readonly (LimitClaim & LimitScope)[] {
  return sources.flatMap((source) => {
    if (source.when !== undefined && !evaluateCondition(source.when, context)) return [];
    const { concurrency, rate, rule, level, name, definition } = source;
    const claim = (kind: string, { key }: { readonly key?: string }) => {
      const value = key === undefined ? '' : insertedText(resolveValue(key, context));
      const id = idOf(`${rule}\n${kind}\n${scope.environmentKey}\n${value}`);
      const { tenantKey, environmentKey } = scope;
      const projectKey = level === 'tenant' ? undefined : scope.projectKey;
      return {
        id,
        tenantKey,
        projectKey,
        environmentKey,
        rule,
        level,
        name,
        key: value.slice(0, KEPT_KEY),
        definition,
      };
    };
    return [
      ...(concurrency ? [{ ...claim('concurrency', concurrency), ...slotsOf(concurrency) }] : []),
      ...(rate ? [{ ...claim('rate', rate), ...paceOf(rate) }] : []),
    ];
  });
}

export const slotsOf = ({ max, onLimit = 'queue' }: ConcurrencyDocument) => ({ max, onLimit });

export const paceOf = ({ limit, per, burst = 1 }: RateDocument) => ({
  onLimit: 'queue' as const,
  intervalMs: rateInterval(limit, parseDuration(per) as number),
  burst,
});

/** A UUID of the version that is left to whoever makes it (RFC 9562, 8), so that a key needs no look-up. */
export function idOf(text: string): string {
  const hex = sha256(text);
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
