import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { scheduleQuery } from '../api/schedule-queries.ts';
import { QueryView } from '../parts/page.tsx';

const route = getRouteApi('/schedule/$scheduleId');

/** `/schedule/sch_…` leads to the schedule in its project. */
export function ShortScheduleAddress() {
  const { t } = useTranslation();
  const { scheduleId } = route.useParams();
  const search = route.useSearch();
  const query = useQuery(scheduleQuery(scheduleId));
  return (
    <main className="page" aria-label={t('schedules.title')}>
      <QueryView query={query}>
        {({ project }) => (
          <Navigate to="/p/$project/schedule/$scheduleId" params={{ project, scheduleId }} search={search} replace />
        )}
      </QueryView>
    </main>
  );
}
