import type { Backfill, CreatePlan, Plan } from '@carillon/protocol';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/client.ts';
import { CountField, useCountField } from '../parts/count-field.tsx';
import { ErrorView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
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

const isStale = (error: unknown): boolean => error instanceof ApiError && error.problem?.code === 'PLAN_STALE';

/** The frozen plan: exactly these dates, and nothing before it is confirmed. */
export function PlanPreview({ plan, request, replan, onBack, onClose }: PlanPreviewProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const { confirmCount, totals } = plan;
  const count = useCountField(confirmCount);
  const apply = useMutation({
    mutationFn: () =>
      post<Backfill>(
        `/plans/${plan.id}/apply`,
        { ...(reason !== '' && { reason }), ...(count.typed !== undefined && { confirmCount: count.typed }) },
        { idempotencyKey: plan.id },
      ),
    onSuccess: ({ project, id: backfillId }) => {
      onClose();
      void navigate({ to: '/p/$project/backfills/$backfillId', params: { project, backfillId } });
    },
  });
  const mayStart = totals.runs > 0 && plan.actions.apply.allowed;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mayStart && count.isRight) apply.mutate();
  };
  return (
    <form className="backfill-form" onSubmit={submit}>
      <PlanTotals plan={plan} />
      <PlanTable plan={plan} />
      <div className="plan-fields">
        <ReasonField value={reason} onChange={setReason} />
        {confirmCount !== undefined && (
          <CountField label={t('backfill.typeCount', { count: confirmCount })} field={count} />
        )}
      </div>
      {isStale(apply.error) ? (
        <div className="plan-stale" role="alert">
          <p>{t('backfill.stale')}</p>
          <Button onClick={() => void replan()}>{t('backfill.replan')}</Button>
        </div>
      ) : (
        apply.error && <ErrorView error={apply.error} />
      )}
      <SameCommand
        cli={backfillCommand(request)}
        http={{ path: `/plans?environment=${plan.environment}`, body: request }}
      />
      <footer className="step-footer">
        <Button onClick={onBack}>{t('backfill.back')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          loading={apply.isPending}
          disabled={!mayStart || !count.isRight || isStale(apply.error)}
          title={plan.actions.apply.reason ?? ''}
        >
          {t('backfill.start', { count: totals.runs })}
        </Button>
      </footer>
    </form>
  );
}

function PlanTotals({ plan: { totals, estimate, parallelism, priority, version } }: { plan: Plan }) {
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
