import type { BulkPlan, Plan, WorkflowPlan } from '@carillon/sdk';
import { usageError } from '../../command-error.ts';

/** @throws CommandError for a plan of another kind, with the command that shows what it became, and for one that was only made */
export function ofRuns(plan: Plan | BulkPlan | WorkflowPlan): BulkPlan {
  const seeIt = `see it with \`carillon bulk get ${plan.id}\``;
  const notCarriedOut = `it was not carried out; ${seeIt}`;
  if (plan.planKind === 'backfill')
    throw usageError(
      `${plan.id} is the plan of a backfill`,
      plan.backfillId === undefined ? notCarriedOut : `\`carillon backfill watch ${plan.backfillId}\``,
    );
  if (plan.planKind === 'workflows')
    throw usageError(
      `${plan.id} is a plan for many workflows`,
      plan.appliedAt === undefined ? notCarriedOut : `those are carried out at once; ${seeIt}`,
    );
  if (plan.state === 'planned') throw usageError(`${plan.id} is a plan only`, notCarriedOut);
  return plan;
}
