/** I9: a schedule that lets one run at a time has one at a time. */
import { type Check, groupBy } from './history.ts';

export const oneAtATime: Check = ({ schedules, firings, executions }) => {
  const alone = new Set(schedules.flatMap(({ key, overlap }) => (overlap === 'allow' ? [] : [key])));
  const scheduleOf = new Map(
    firings.flatMap(({ runId, scheduleKey }) =>
      runId !== undefined && alone.has(scheduleKey) ? [[runId, scheduleKey]] : [],
    ),
  );
  const ofSchedules = executions.filter(({ runId }) => scheduleOf.has(runId));
  return [...groupBy(ofSchedules, ({ runId }) => scheduleOf.get(runId) as number)].flatMap(([scheduleKey, some]) => {
    const inOrder = some.toSorted((a, b) => a.from - b.from);
    const both = inOrder.flatMap((later, i) => {
      const earlier = inOrder
        .slice(0, i)
        .find(
          (one) => one.runId !== later.runId && !one.isExcused && (one.to ?? Number.POSITIVE_INFINITY) > later.from,
        );
      return earlier
        ? [
            {
              check: 'I9',
              told: `runs ${earlier.runId} and ${later.runId} ran at once`,
              runId: later.runId,
              scheduleKey,
            },
          ]
        : [];
    });
    return both.slice(0, 1);
  });
};
