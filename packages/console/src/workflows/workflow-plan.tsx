/** A plan for many workflows: what it takes, and then what became of each. */
import type { CreateWorkflowPlan, WorkflowPlan, WorkflowPlanItem } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CountField, useCountField } from '../parts/count-field.tsx';
import { Empty, ErrorView } from '../parts/page.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { workflowBulkCommand } from './workflow-bulk-request.ts';
import { WORKFLOW_CHANGES } from './workflow-changes.ts';

interface WorkflowPlanPreviewProps {
  readonly plan: WorkflowPlan;
  readonly request: CreateWorkflowPlan;
  readonly onBack: () => void;
  readonly onApplied: (plan: WorkflowPlan) => void;
}

/** The frozen plan: exactly these workflows, and nothing before it is confirmed. */
export function WorkflowPlanPreview({ plan, request, onBack, onApplied }: WorkflowPlanPreviewProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { confirmCount, totals } = plan;
  const count = useCountField(confirmCount);
  const apply = useChange<WorkflowPlan>({
    path: `/plans/${plan.id}/apply`,
    changes: ofNouns(WORKFLOW_CHANGES),
    onDone: onApplied,
  });
  const isConfirmed = totals.planned > 0 && count.isRight;
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
      <p role="status">
        <b>{t('workflowBulk.takes', { count: totals.planned })}</b>
        {totals.skipped > 0 && <> · {t('bulk.leavesOut', { count: totals.skipped })}</>}
      </p>
      <WorkflowPlanTable plan={plan} />
      <div className="plan-fields">
        <ReasonField value={reason} onChange={setReason} />
        {confirmCount !== undefined && (
          <CountField label={t('bulk.typeCount', { count: confirmCount })} field={count} />
        )}
      </div>
      {apply.error && <ErrorView error={apply.error} />}
      <SameCommand
        cli={workflowBulkCommand(request)}
        http={{ path: `/plans?environment=${plan.environment}`, body: request }}
      />
      <footer className="step-footer">
        <Button onClick={onBack}>{t('backfill.back')}</Button>
        <Button type="primary" htmlType="submit" loading={apply.isPending} disabled={!isConfirmed}>
          {t(`workflowConfirm.${plan.action}`, { count: totals.planned })}
        </Button>
      </footer>
    </form>
  );
}

export function WorkflowPlanTable({ plan: { items } }: { plan: WorkflowPlan }) {
  const { t } = useTranslation();
  const columns: readonly Column<WorkflowPlanItem>[] = [
    {
      key: 'workflow',
      title: t('runs.workflow'),
      cellClassName: 'name',
      cell: ({ project, name, version, runId }) => (
        <>
          {runId === undefined ? (
            <Link to="/p/$project/w/$workflow" params={{ project, workflow: name }} target="_blank">
              {name}
            </Link>
          ) : (
            <Link to="/p/$project/r/$runId" params={{ project, runId }} target="_blank">
              {name}
            </Link>
          )}
          <span className="version">@{version}</span>
        </>
      ),
    },
    { key: 'state', title: t('bulk.becomes'), className: 'tight', cell: ({ state }) => t(`bulkRun.${state}`) },
    {
      key: 'reason',
      title: t('bulk.why'),
      cell: ({ reason }) => (reason?.code === undefined ? reason?.message : t(`workflowSkip.${reason.code}`)),
    },
  ];
  // What it takes is what is looked for; the order of names holds within.
  const rows = items.toSorted((a, b) => Number(a.state === 'skipped') - Number(b.state === 'skipped'));
  if (rows.length === 0) return <Empty title={t('workflows.filtered')} />;
  return (
    <div className="plan-table" tabIndex={0} role="region" aria-label={t('workflowBulk.workflows')}>
      <FramedTable columns={columns} rows={rows} rowKey={({ project, name }) => `${project}/${name}`} />
    </div>
  );
}
