import type { BulkPlan, CreateBulkPlan } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { PlanForm } from '../plans/plan-form.tsx';
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

/** The runs that a command takes, before it is confirmed. */
export function BulkPreview({ plan, request, since, onBack, onApplied }: BulkPreviewProps) {
  const { t } = useTranslation();
  const { totals, ratePerSecond } = plan;
  return (
    <PlanForm<BulkPlan>
      plan={plan}
      request={request}
      cli={bulkCommand(request, { environment: plan.environment, since })}
      changes={['bulks']}
      confirm={t(`bulkConfirm.${plan.action}`, { count: totals.planned })}
      isDangerous={plan.action === 'stop'}
      isAnything={totals.planned > 0}
      onBack={onBack}
      onApplied={onApplied}
    >
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
    </PlanForm>
  );
}
