/** What confirms a frozen plan, whatever it plans: exactly what is shown, and nothing before it is confirmed. */
import type { Action } from '@carillon/protocol';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { CountField, useCountField } from '../parts/count-field.tsx';
import { ErrorView } from '../parts/page.tsx';
import { useRefusal } from '../parts/refusal.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { withReason } from '../parts/with-reason.ts';

interface PlanFormProps<Applied> {
  readonly plan: {
    readonly id: string;
    readonly environment: string;
    readonly confirmCount?: number | undefined;
    readonly actions: { readonly apply: Action };
  };
  /** What the plan was asked for with. */
  readonly request: object;
  /** The same as a command, but for the reason that is typed here. */
  readonly cli: string;
  /** Queries that read other things once it is applied, by their nouns. */
  readonly changes: readonly string[];
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** False where the plan takes nothing, as its table says. */
  readonly isAnything: boolean;
  /** Makes a fresh plan of the same request, where this one may become stale; this form then gives way to its own. */
  readonly replan?: () => Promise<unknown>;
  readonly onBack: () => void;
  readonly onApplied: (applied: Applied) => void;
  /** What is planned. */
  readonly children: ReactNode;
}

const isStale = (error: unknown): boolean => error instanceof ApiError && error.problem?.code === 'PLAN_STALE';

export function PlanForm<Applied>(props: PlanFormProps<Applied>) {
  const { plan, request, isAnything, replan } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { confirmCount } = plan;
  const count = useCountField(confirmCount);
  const apply = useChange<Applied>({
    path: `/plans/${plan.id}/apply`,
    changes: ofNouns(props.changes),
    onDone: props.onApplied,
  });
  const again = useMutation({ mutationFn: async () => replan?.() });
  const isPast = replan !== undefined && isStale(apply.error);
  const whyNot = useRefusal()(plan.actions.apply);
  const isConfirmed = isAnything && plan.actions.apply.allowed && count.isRight && !isPast;
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
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            {t('backfill.replan')}
          </Button>
          {again.error && <ErrorView error={again.error} />}
        </div>
      )}
      {apply.error && !isPast && <ErrorView error={apply.error} />}
      {whyNot !== undefined && !isPast && (
        <p className="field-error" role="status">
          {whyNot}
        </p>
      )}
      <SameCommand
        cli={withReason(props.cli, reason)}
        http={{ path: `/plans?environment=${plan.environment}`, body: request }}
      />
      <footer className="step-footer">
        <Button onClick={props.onBack}>{t('backfill.back')}</Button>
        <Button
          type="primary"
          danger={props.isDangerous ?? false}
          htmlType="submit"
          loading={apply.isPending}
          disabled={!isConfirmed}
        >
          {props.confirm}
        </Button>
      </footer>
    </form>
  );
}
