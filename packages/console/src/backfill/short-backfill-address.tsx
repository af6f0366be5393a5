import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { backfillQuery } from '../api/backfill-queries.ts';
import { QueryView } from '../parts/page.tsx';

const route = getRouteApi('/backfills/$backfillId');

/** `/backfills/bf_…`, as the command line prints it, leads to the backfill in its project. */
export function ShortBackfillAddress() {
  const { t } = useTranslation();
  const { backfillId } = route.useParams();
  const search = route.useSearch();
  const query = useQuery(backfillQuery(backfillId));
  return (
    <main className="page" aria-label={t('schedules.backfills')}>
      <QueryView query={query}>
        {({ project }) => (
          <Navigate to="/p/$project/backfills/$backfillId" params={{ project, backfillId }} search={search} replace />
        )}
      </QueryView>
    </main>
  );
}
