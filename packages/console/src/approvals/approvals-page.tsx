import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { approvalsQuery } from '../api/approval-queries.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { ApprovalCard } from './approval-card.tsx';

const route = getRouteApi('/p/$project/approvals');

/** What waits for a person in the project, each with its answer form: made for a phone. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const place = usePlace();
  const { show } = route.useSearch();
  const query = useInfiniteQuery(approvalsQuery(place, show === 'all' ? undefined : 'open'));
  useTitle(t('approvals.title'));
  return (
    <div className="page">
      <PageHeader title={t('approvals.title')}>
        <Link to="/p/$project/approvals" params={{ project: place.project }} search={show ? {} : { show: 'all' }}>
          {show ? t('approvals.open') : t('approvals.all')}
        </Link>
      </PageHeader>
      <QueryView query={query}>
        {({ pages }) => {
          const approvals = pages.flatMap(({ items }) => items);
          if (approvals.length === 0) return <Empty title={t('approvals.empty')} hint={t('approvals.emptyHint')} />;
          return (
            <>
              <div className="approval-list">
                {approvals.map((approval) => (
                  <ApprovalCard key={approval.id} approval={approval} withRun />
                ))}
              </div>
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}
