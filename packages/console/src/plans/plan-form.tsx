/** What confirms a frozen plan, whatever it plans: exactly what is shown, and nothing before it is confirmed. */
import { Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { CountField, useCountField } from '../parts/count-field.tsx';
import { ErrorView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';

interface PlanFormProps<Applied> {
  readonly plan: { readonly id: string; readonly environment: string; readonly confirmCount?: number | undefined };
  /** What the plan was asked for with. */
  readonly request: object;
  readonly cli: string;
  /** Queries that read other things once it is applied, by their nouns. */
  readonly changes: readonly string[];
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly mayApply: boolean;
  readonly whyNot?: string | undefined;
  /** Makes a fresh plan of the same request, where this one may become stale; this form then gives way to its own. */
  readonly replan?: () => Promise<unknown>;
  readonly onBack: () => void;
  readonly onApplied: (applied: Applied) => void;
  /** What is planned. */
  readonly children: ReactNode;
}

const isStale = (error: unknown): boolean => error instanceof ApiError && error.problem?.code === 'PLAN_STALE';

export function PlanForm<Applied>(props: PlanFormProps<Applied>) {
  const { plan, request, mayApply, replan } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { confirmCount } = plan;
  const count = useCountField(confirmCount);
  const apply = useChange<Applied>({
    path: `/plans/${plan.id}/apply`,
    changes: ofNouns(props.changes),
    onDone: props.onApplied,
  });
  const isPast = replan !== undefined && isStale(apply.error);
  const isConfirmed = mayApply && count.isRight && !isPast;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isConfirmed) return;
    apply.mutate({
      ...(reason !== '' && { reason }),
      ...(count.typed !== undefined && { confirmCount: count.typed }),
    });
  };
  return (
    <form className="backfill-form" onSubmit={submit}>
      {props.children}
      <div className="plan-fields">
        <ReasonField value={reason} onChange={setReason} />
        {confirmCount !== undefined && (
          <CountField label={t('bulk.typeCount', { count: confirmCount })} field={count} />
        )}
      </div>
      {isPast && (
        <div className="plan-stale" role="alert">
          <p>{t('backfill.stale')}</p>
          <Button onClick={() => void replan()}>{t('backfill.replan')}</Button>
        </div>
      )}
      {apply.error && !isPast && <ErrorView error={apply.error} />}
      <SameCommand cli={props.cli} http={{ path: `/plans?environment=${plan.environment}`, body: request }} />
      <footer className="step-footer">
        <Button onClick={props.onBack}>{t('backfill.back')}</Button>
        <Button
          type="primary"
          danger={props.isDangerous ?? false}
          htmlType="submit"
          loading={apply.isPending}
          disabled={!isConfirmed}
          title={props.whyNot ?? ''}
        >
          {props.confirm}
        </Button>
      </footer>
    </form>
  );
}
