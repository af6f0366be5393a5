/** Plans that are no command for many runs, for whoever comes by their id: to be read, not to be carried out here. */
import type { Plan, WorkflowPlan } from '@carillon/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PlanTotals } from '../backfill/plan-preview.tsx';
import { PlanTable } from '../backfill/plan-table.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { PageHeader, useTitle } from '../parts/page.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { Instant } from '../time/instant.tsx';
import { useNow } from '../time/use-now.ts';
import { WorkflowPlanTable } from '../workflows/workflow-plan.tsx';
import { WorkflowPlanTotals } from '../workflows/workflow-plan-totals.tsx';
import '../backfill/backfill-dialog.css';
import './bulk.css';

/** It has become no backfill. */
export function BackfillPlan({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const { project, workflow } = plan;
  return (
    <PlanFrame
      plan={plan}
      title={t('plan.backfill', { workflow })}
      note={`${plan.from} – ${plan.to}`}
      aside={
        <LinkButton to="/p/$project/w/$workflow" params={{ project, workflow }}>
          {t('plan.openWorkflow')}
        </LinkButton>
      }
    >
      <PlanTotals plan={plan} />
      <PlanTable plan={plan} />
    </PlanFrame>
  );
}

/** One command for many workflows, before it is carried out or after. */
export function WorkflowsPlan({ plan }: { plan: WorkflowPlan }) {
  const { t } = useTranslation();
  return (
    <PlanFrame plan={plan} title={t('plan.workflows', { action: t(`workflowAction.${plan.action}`) })}>
      <WorkflowPlanTotals plan={plan} />
      <WorkflowPlanTable plan={plan} />
    </PlanFrame>
  );
}

interface PlanFrameProps {
  readonly plan: Plan | WorkflowPlan;
  readonly title: string;
  readonly note?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

function PlanFrame({
  plan: { id, environment, actor, createdAt, ...plan },
  title,
  note,
  aside,
  children,
}: PlanFrameProps) {
  const { t } = useTranslation();
  useTitle(title, t('bulk.list'));
  useOwnEnvironment(environment);
  return (
    <>
      <PageHeader
        title={
          <>
            {title}
            <CopyButton text={id} label={t('action.copyId')} />
          </>
        }
        note={note}
      >
        {aside}
      </PageHeader>
      <section className="panel bulk-progress">
        <Outcome {...plan} />
        <p className="soft">
          {t('backfill.by', { actor })} · <Instant at={createdAt} />
        </p>
      </section>
      {children}
    </>
  );
}

function Outcome({ appliedAt, expiresAt }: Pick<Plan, 'appliedAt' | 'expiresAt'>) {
  const { t } = useTranslation();
  const now = useNow();
  if (appliedAt !== undefined)
    return (
      <p role="status">
        <b>{t('plan.applied')}</b> <Instant at={appliedAt} />
      </p>
    );
  const isOver = Date.parse(expiresAt) <= now;
  return (
    <p role="status">
      <b>{t('plan.notApplied')}</b> {t(isOver ? 'plan.ranOut' : 'plan.runsOut')} <Instant at={expiresAt} />
    </p>
  );
}
