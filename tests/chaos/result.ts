/** The line that an attack ends with. */
import type { Outcome } from './attack.ts';
import type { Finding } from './checks.ts';

export const countBy = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

export function resultOf(outcome: Outcome, findings: readonly Finding[]): object {
  const { history, failOvers, probeMs, restMs, restBoundMs, struck } = outcome;
  return {
    faults: countBy(history.troubles.map(({ what }) => what)),
    runs: history.runs.length,
    firings: history.firings.length,
    attempts: history.attemptEnds.length + [...history.taskEnds, ...history.runs].filter((end) => end.attemptId).length,
    executions: history.executions.length,
    events: history.outbox.length,
    alerts: history.alertedRuns.size,
    terms: history.terms.length,
    violations: findings.length,
    violated: countBy(findings.map(({ check }) => check)),
    failoverMs: Object.fromEntries(
      Object.entries(failOvers).map(([name, values]) => [
        name,
        { p50: quantile(values, 0.5), p99: quantile(values, 0.99), of: values.length },
      ]),
    ),
    probeMs,
    restMs,
    restBoundMs,
    struck,
  };
}
