import type { BulkPlan, CreateBulkPlan } from '@carillon/protocol';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { CountField, useCountField } from '../parts/count-field.tsx';
import { ErrorView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import type { RunAge } from '../runs/run-age.ts';
import { durationText } from '../time/duration.ts';
import { bulkCommand } from './bulk-request.ts';
import { BulkTable } from './bulk-table.tsx';

interface BulkPreviewProps {
  readonly plan: BulkPlan;
  readonly request: CreateBulkPlan;
  readonly since: RunAge | undefined;
  readonly onBack: () => void;
  readonly onApplied: () => void;
}

/** The frozen plan: exactly these runs, and nothing before it is confirmed. */
export function BulkPreview({ plan, request, since, onBack, onApplied }: BulkPreviewProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { confirmCount, totals, ratePerSecond } = plan;
  const count = useCountField(confirmCount);
  const apply = useMutation({
    mutationFn: () =>
      post<BulkPlan>(`/plans/${plan.id}/apply`, {
        ...(reason !== '' && { reason }),
        ...(count.typed !== undefined && { confirmCount: count.typed }),
      }),
    onSuccess: onApplied,
  });
  const isConfirmed = totals.planned > 0 && count.isRight;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed) apply.mutate();
  };
  return (
    <form className="backfill-form" onSubmit={submit}>
      <div className="plan-totals" role="status">
        <p>
          <b>{t('bulk.takes', { count: totals.planned })}</b>
          {totals.skipped > 0 && <> · {t('bulk.leavesOut', { count: totals.skipped })}</>}
        </p>
        {totals.planned > 0 && (
          <p className="soft">
            {t('bulk.takesLong', {
              duration: durationText(Math.ceil(totals.planned / ratePerSecond) * 1_000),
              rate: ratePerSecond,
            })}
          </p>
        )}
      </div>
      <BulkTable plan={plan} />
      <div className="plan-fields">
        <ReasonField value={reason} onChange={setReason} />
        {confirmCount !== undefined && (
          <CountField label={t('bulk.typeCount', { count: confirmCount })} field={count} />
        )}
      </div>
      {apply.error && <ErrorView error={apply.error} />}
      <SameCommand
        cli={bulkCommand(request, since)}
        http={{ path: `/plans?environment=${plan.environment}`, body: request }}
      />
      <footer className="step-footer">
        <Button onClick={onBack}>{t('backfill.back')}</Button>
        <Button
          type="primary"
          danger={plan.action === 'stop'}
          htmlType="submit"
          loading={apply.isPending}
          disabled={!isConfirmed}
        >
          {t(`bulkConfirm.${plan.action}`, { count: totals.planned })}
        </Button>
      </footer>
    </form>
  );
}
