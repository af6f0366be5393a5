/** I10 and I12: leaders' terms, and coming to rest; and that no program erred by itself. */
import { type Check, groupBy, type Violation } from './history.ts';

/** A term belongs to one owner, and rises with every change of hands. */
export const termsRise: Check = ({ terms }) => {
  const violations: Violation[] = [];
  for (const [name, taken] of groupBy(terms, (term) => term.name)) {
    for (const [i, { owner, term }] of taken.entries()) {
      const before = taken[i - 1];
      if (!before) continue;
      const risen = before.owner === owner ? before.term : before.term + 1;
      if (term !== risen)
        violations.push({ check: 'I10', told: `${name} was taken with term ${term} after ${before.term}` });
    }
  }
  return violations;
};

/** What went wrong was done to it, not by it. */
export const madeNoMistake: Check = ({ mistakes }) => mistakes.map((told) => ({ check: 'I0', told }));

/** Once everything is healed, nothing stays open. */
export const cameToRest: Check = ({ rested, runs }) => {
  const open = runs.filter(({ state }) => state < 10);
  if (open.length > 0) return open.map(({ id }) => ({ check: 'I12', told: `run ${id} did not end`, runId: id }));
  return rested ? [] : [{ check: 'I12', told: 'task runs are left of runs that ended' }];
};
