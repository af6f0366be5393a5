/** I1, I2: the ledger of schedules. */
import { type Check, type FiringFact, groupBy, type ScheduleFact, type Violation } from './history.ts';

const told = (schedule: ScheduleFact | undefined, at: number): string =>
  `${schedule?.name ?? 'a schedule'} at ${new Date(at).toISOString()}`;

/** A run for each row that says so, no run of a schedule without a row, and no time twice. */
export const firedOnce: Check = ({ schedules, firings, runs }) => {
  const byKey = new Map(schedules.map((schedule) => [schedule.key, schedule]));
  const violations: Violation[] = [];
  const violate = (firing: FiringFact, what: string): void =>
    void violations.push({
      check: 'I1',
      told: `${told(byKey.get(firing.scheduleKey), firing.logicalTime)} ${what}`,
      runId: firing.runId,
      scheduleKey: firing.scheduleKey,
    });
  const seen = new Set<string>();
  const claimed = new Set<string>();
  const byId = new Map(runs.map((run) => [run.id, run]));
  for (const firing of firings) {
    const name = `${firing.scheduleKey}@${firing.logicalTime}`;
    if (seen.has(name)) violate(firing, 'stands in the ledger twice');
    seen.add(name);
    if (firing.outcome === 'fired' && firing.runId === undefined) violate(firing, 'fired without a run');
    if (firing.runId === undefined) continue;
    const run = byId.get(firing.runId);
    if (!run) violate(firing, 'names a run that does not exist');
    else if (run.logicalTime !== firing.logicalTime) violate(firing, 'names the run of another time');
    if (claimed.has(firing.runId)) violate(firing, 'names a run that another time names');
    claimed.add(firing.runId);
  }
  for (const run of runs) {
    if (run.triggerKind !== 'schedule' || claimed.has(run.id)) continue;
    violations.push({ check: 'I1', told: `run ${run.id} was fired and the ledger does not know it`, runId: run.id });
  }
  const byTime = groupBy(
    runs.filter(({ triggerKind }) => triggerKind === 'schedule'),
    (run) => `${run.workflowKey}@${run.logicalTime}`,
  );
  for (const [at, some] of byTime)
    if (some.length > 1) violations.push({ check: 'I1', told: `${some.length} runs of ${at}`, runId: some[0]?.id });
  return violations;
};

/** No logical time is missing, and none is invented; rows of a span cover theirs. */
export const firedAll: Check = ({ schedules, firings }) => {
  const rowsOf = groupBy(firings, ({ scheduleKey }) => scheduleKey);
  return schedules.flatMap((schedule) => {
    if (!schedule.expected) return [];
    const rows = (rowsOf.get(schedule.key) ?? []).toSorted((a, b) => a.logicalTime - b.logicalTime);
    const covers = new Set<FiringFact>();
    const violations: Violation[] = [];
    let i = 0;
    for (const at of schedule.expected) {
      let row = rows[i];
      while (row && (row.through ?? row.logicalTime) < at) row = rows[++i];
      if (row && row.logicalTime <= at) covers.add(row);
      else violations.push({ check: 'I2', told: `${told(schedule, at)} is missing`, scheduleKey: schedule.key });
    }
    for (const row of rows)
      if (!covers.has(row))
        violations.push({
          check: 'I2',
          told: `${told(schedule, row.logicalTime)} is no time of it`,
          scheduleKey: schedule.key,
          runId: row.runId,
        });
    return violations;
  });
};
