import type { BulkPlan } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../parts/copy-button.tsx';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { BackfillStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { useBulkFilterText } from './bulk-filter-text.ts';
import { bulkQuery, planQuery } from './bulk-queries.ts';
import { BulkTable } from './bulk-table.tsx';
import { BulkVerbs } from './bulk-verbs.tsx';
import { BackfillPlan, WorkflowsPlan } from './other-plans.tsx';

const route = getRouteApi('/p/$project/bulk/$planId');

/** What a plan is of: a command for many runs is shown here, what became a backfill there. */
export function BulkPage() {
  const { planId } = route.useParams();
  const query = useQuery(planQuery(planId));
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {(plan) => {
          if (plan.planKind === 'bulk_runs') return <RunsPlan planned={plan} />;
          if (plan.planKind === 'workflows') return <WorkflowsPlan plan={plan} />;
          const { project, backfillId } = plan;
          if (backfillId === undefined) return <BackfillPlan plan={plan} />;
          return <Navigate to="/p/$project/backfills/$backfillId" params={{ project, backfillId }} replace />;
        }}
      </QueryView>
    </div>
  );
}

/** One command for many runs: who gave it, for which of them, and what became of each. */
function RunsPlan({ planned }: { planned: BulkPlan }) {
  const { t } = useTranslation();
  const filterText = useBulkFilterText();
  const { data: plan = planned } = useQuery(bulkQuery(planned.id));
  const { id, action, state, environment, filter, actor, message, createdAt } = plan;
  useTitle(`${t(`bulkAction.${action}`)} · ${t(`backfillState.${state}`)}`, t('bulk.list'));
  useOwnEnvironment(environment);
  return (
    <>
      <PageHeader
        title={
          <>
            <BackfillStateLabel state={state} /> {t(`bulkAction.${action}`)}
            <CopyButton text={id} label={t('action.copyId')} />
          </>
        }
        note={filterText(filter)}
      >
        <BulkVerbs plan={plan} />
      </PageHeader>
      <section className="panel bulk-progress">
        <BulkBar plan={plan} />
        <p className="soft">
          {t('backfill.by', { actor })} · <Instant at={createdAt} />
          {message !== undefined && <span translate="no"> · {message}</span>}
        </p>
      </section>
      <BulkTable plan={plan} />
    </>
  );
}
