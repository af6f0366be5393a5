import type { WorkflowPlan } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';

/** What became of a plan for many workflows; before it is carried out, how many it takes. */
export function WorkflowPlanTotals({ plan: { totals, appliedAt } }: { plan: WorkflowPlan }) {
  const { t } = useTranslation();
  return (
    <p role="status">
      <b>
        {appliedAt === undefined
          ? t('workflowBulk.takes', { count: totals.planned })
          : t('workflowBulk.done', { count: totals.done })}
      </b>
      {totals.failed > 0 && <> · {t('bulk.failed', { count: totals.failed })}</>}
      {totals.skipped > 0 && <> · {t('bulk.leavesOut', { count: totals.skipped })}</>}
    </p>
  );
}
