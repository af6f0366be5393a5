import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { runQuery } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';

const route = getRouteApi('/r/$runId');

/** `/r/run_…`, as messages and the command line print it, leads to the run in its project. */
export function ShortAddress() {
  const { t } = useTranslation();
  const { runId } = route.useParams();
  const search = route.useSearch();
  const query = useQuery(runQuery(runId));
  return (
    <main className="page" aria-label={t('run.overview')}>
      <QueryView query={query} isPage>
        {(run) => (
          <Navigate
            to="/p/$project/r/$runId"
            params={{ project: run.project, runId }}
            search={search}
            hash={location.hash.slice(1)}
            replace
          />
        )}
      </QueryView>
    </main>
  );
}
