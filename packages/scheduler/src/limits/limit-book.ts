/**
 * Which limits something is under: those of its document, and those of its project and tenant, which every node
 * knows and reads again each second. Without any of them nothing is asked.
 */
import {
  type EngineStore,
  type ExpressionContext,
  type HeldStart,
  type LimitClaim,
  limitClaims,
  type LimitCounts,
  limitReason,
  type LimitRuleRecord,
  type LimitScope,
  type LimitSource,
  type PlanTask,
  ruleOf,
  runSource,
  type Scope,
  taskSource,
} from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import { createLoop, type Loop } from '../loops/loop.ts';
import type { PulseBoard } from '../loops/pulse.ts';
import type { Contexts, RunFacts } from '../runs/contexts.ts';
import type { CompiledVersion } from '../runs/versions.ts';

export interface LimitBook {
  /** Reads the rules of projects and tenants again where one has changed: on every node, also where nothing is granted. */
  readonly loop: Loop;
  /** Rules may hold for task runs there, so that none may start by counting alone. Of an unknown place: that there are any. */
  hasRules(scope: Pick<Scope, 'tenantKey' | 'projectKey'> | undefined): boolean;
  /** @throws ExpressionError */
  ofTask(
    task: PlanTask,
    facts: RunFacts,
    version: CompiledVersion,
    context: ExpressionContext,
  ): readonly (LimitClaim & LimitScope)[];
  /**
   * Why the run waits before it begins; undefined: it does not, at once where nothing limits it.
   * @throws ExpressionError
   */
  ofRun(facts: RunFacts, version: CompiledVersion): Promise<HeldStart | undefined> | undefined;
}

/** Kinds of runs that nobody asked for one by one: what is asked for is paced, these are not. */
const UNASKED: ReadonlySet<string> = new Set(['schedule', 'backfill', 'rerun', 'parent', 'test']);
export const isAskedFor = (triggerKind: string): boolean => !UNASKED.has(triggerKind);

export interface LimitBookParts {
  readonly store: Pick<EngineStore, 'limitRules'>;
  readonly contexts: Contexts;
  readonly pulse: Pick<PulseBoard, 'look'>;
  readonly log: Logger;
}

export function createLimitBook({ store, contexts, pulse, log }: LimitBookParts): LimitBook {
  let seen = -1;
  let rules: readonly LimitRuleRecord[] = [];

  const rulesOf = (
    { tenantKey, projectKey }: Pick<Scope, 'tenantKey' | 'projectKey'>,
    counts: LimitCounts = 'task_runs',
  ): readonly LimitRuleRecord[] =>
    rules.filter(
      (rule) =>
        countsOf(rule) === counts &&
        rule.tenantKey === tenantKey &&
        (rule.projectKey === undefined || rule.projectKey === projectKey),
    );

  return {
    loop: createLoop({
      name: 'limit-book',
      everyMs: 1_000,
      isNeeded: async () => (await pulse.look()).limitRules !== seen,
      log,
      async step() {
        const changed = await store.limitRules(seen);
        if (changed) ({ seen, rules } = changed);
      },
    }),

    hasRules: (scope) => rules.length > 0 && (scope === undefined || rulesOf(scope).length > 0),

    ofTask(task, facts, version, context) {
      const own = task.limits ? [taskSource(task, task.limits, namesOf(version))] : [];
      const sources = [...own, ...(rules.length > 0 ? rulesOf(facts).map(sourceOf) : [])];
      return sources.length > 0 ? limitClaims(sources, facts, context) : [];
    },

    ofRun(facts, version) {
      const { concurrency, starts } = version.record.document;
      const rate = isAskedFor(facts.triggerKind) ? starts?.throttle : undefined;
      // A child waits under the slot of the run that waits for it.
      const above = facts.place || rules.length === 0 ? [] : rulesOf(facts, 'runs').map(sourceOf);
      if (!concurrency && !rate && above.length === 0) return undefined;
      const own = runSource({ ...(concurrency && { concurrency }), ...(rate && { rate }) }, namesOf(version));
      return contexts.expressionContext(facts, version, []).then((context) => {
        const keys = limitClaims([own, ...above], facts, context);
        return keys.length === 0 ? undefined : { kind: 'limit', reason: limitReason(keys), limits: { keys } };
      });
    },
  };
}

const namesOf = ({ record }: CompiledVersion) => ({
  key: record.key,
  workflowKey: record.workflowKey,
  workflow: record.workflow,
});

const countsOf = ({ definition }: LimitRuleRecord): LimitCounts => definition.counts ?? 'task_runs';

function sourceOf(record: LimitRuleRecord): LimitSource {
  const { projectKey, name, number, definition } = record;
  const level = projectKey === undefined ? 'tenant' : 'project';
  return { ...definition, level, rule: ruleOf(record, countsOf(record)), name, definition: number };
}
