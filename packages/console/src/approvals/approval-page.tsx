import type { Approval } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { approvalQuery } from '../api/approval-queries.ts';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { ApprovalCard } from './approval-card.tsx';

const route = getRouteApi('/p/$project/approvals/$approvalId');

/** One question and its answer, for a link to it. It leads to its own project, whichever the address names. */
export function ApprovalPage() {
  const { project, approvalId } = route.useParams();
  const query = useQuery(approvalQuery(approvalId));
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {(approval) =>
          approval.project === project ? (
            <Question approval={approval} />
          ) : (
            <Navigate
              to="/p/$project/approvals/$approvalId"
              params={{ project: approval.project, approvalId }}
              replace
            />
          )
        }
      </QueryView>
    </div>
  );
}

function Question({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { project, environment, title, task } = approval;
  useTitle(title ?? task);
  useOwnEnvironment(environment);
  return (
    <>
      <PageHeader title={t('approvals.one')}>
        <Link to="/p/$project/approvals" params={{ project }}>
          {t('approvals.others')}
        </Link>
      </PageHeader>
      <div className="approval-list">
        <ApprovalCard approval={approval} withRun isOwnPage />
      </div>
    </>
  );
}
