import type { Backfill, CreatePlan, Plan } from '@carillon/protocol';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PlanForm } from '../plans/plan-form.tsx';
import { durationText } from '../time/duration.ts';
import { backfillCommand } from './backfill-request.ts';
import { PlanTable } from './plan-table.tsx';

interface PlanPreviewProps {
  readonly plan: Plan;
  readonly request: CreatePlan;
  /** Makes a fresh plan of the same request; this preview then gives way to its own. */
  readonly replan: () => Promise<unknown>;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

/** The dates that a backfill takes, before it is confirmed. */
export function PlanPreview({ plan, request, replan, onBack, onClose }: PlanPreviewProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { totals } = plan;
  return (
    <PlanForm<Backfill>
      plan={plan}
      request={request}
      cli={backfillCommand(request, plan)}
      changes={['backfills']}
      confirm={t('backfill.start', { count: totals.runs })}
      isAnything={totals.runs > 0}
      replan={replan}
      onBack={onBack}
      onApplied={({ project, id: backfillId }) => {
        onClose();
        void navigate({ to: '/p/$project/backfills/$backfillId', params: { project, backfillId } });
      }}
    >
      <PlanTotals plan={plan} />
      <PlanTable plan={plan} />
    </PlanForm>
  );
}

export function PlanTotals({ plan: { totals, estimate, parallelism, priority, version } }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <div className="plan-totals" role="status">
      <p>
        <b>{t('backfill.totals', { create: totals.create, rerun: totals.rerun, skip: totals.skip })}</b>
        {' · '}
        {t('backfill.runs', { count: totals.runs })}
      </p>
      <p className="soft">
        {estimate
          ? t('backfill.estimate', { p50: durationText(estimate.p50Ms), p95: durationText(estimate.p95Ms) })
          : t('backfill.noEstimate')}
        {' · '}
        {t('backfill.how', { version, parallelism, priority })}
      </p>
    </div>
  );
}
