import type { BulkPlan, Plan, WorkflowPlan } from '@carillon/sdk';
import { usageError } from '../../command-error.ts';

/** @throws CommandError for a plan of another kind, with the command that shows what it became */
export function ofRuns(plan: Plan | BulkPlan | WorkflowPlan): BulkPlan {
  if (plan.planKind === 'backfill')
    throw usageError(
      `${plan.id} is the plan of a backfill`,
      plan.backfillId === undefined
        ? `it was not carried out; see it with \`carillon bulk get ${plan.id}\``
        : `\`carillon backfill watch ${plan.backfillId}\``,
    );
  if (plan.planKind === 'workflows')
    throw usageError(
      `${plan.id} is a plan for many workflows`,
      `those are carried out at once; see it with \`carillon bulk get ${plan.id}\``,
    );
  return plan;
}
