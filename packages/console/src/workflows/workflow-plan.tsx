/** A plan for many workflows: what it takes, and then what became of each. */
import type { CreateWorkflowPlan, WorkflowPlan, WorkflowPlanItem } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { PlanForm } from '../plans/plan-form.tsx';
import { workflowBulkCommand } from './workflow-bulk-request.ts';
import { WORKFLOW_CHANGES } from './workflow-changes.ts';
import { WorkflowPlanTotals } from './workflow-plan-totals.tsx';

interface WorkflowPlanPreviewProps {
  readonly plan: WorkflowPlan;
  readonly request: CreateWorkflowPlan;
  readonly onBack: () => void;
  readonly onApplied: (plan: WorkflowPlan) => void;
}

/** The workflows that a command takes, before it is confirmed. */
export function WorkflowPlanPreview({ plan, request, onBack, onApplied }: WorkflowPlanPreviewProps) {
  const { t } = useTranslation();
  const { totals } = plan;
  return (
    <PlanForm<WorkflowPlan>
      plan={plan}
      request={request}
      cli={workflowBulkCommand(request, plan.environment)}
      changes={WORKFLOW_CHANGES}
      confirm={t(`workflowConfirm.${plan.action}`, { count: totals.planned })}
      isAnything={totals.planned > 0}
      onBack={onBack}
      onApplied={onApplied}
    >
      <WorkflowPlanTotals plan={plan} />
      <WorkflowPlanTable plan={plan} />
    </PlanForm>
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
