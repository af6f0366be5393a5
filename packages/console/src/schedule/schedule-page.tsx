import type { Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { scheduleQuery } from '../api/schedule-queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { useOfferZone } from '../time/zone.ts';
import { ScheduleActions } from './schedule-actions.tsx';
import { ScheduleDetail } from './schedule-detail.tsx';
import type { ScheduleView } from './schedule-view.ts';

const route = getRouteApi('/p/$project/schedule/$scheduleId');

export function SchedulePage() {
  const { scheduleId } = route.useParams();
  const query = useQuery(scheduleQuery(scheduleId));
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {(schedule) => <LoadedSchedule key={schedule.id} schedule={schedule} />}
      </QueryView>
    </div>
  );
}

function LoadedSchedule({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const onView = useCallback(
    (part: ScheduleView) =>
      void navigate({ search: (search) => ({ ...search, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { workflow, name, project, id } = schedule;
  useTitle(`${workflow}/${name}`, t('schedules.title'));
  useOfferZone(schedule.timezone);
  useOwnEnvironment(schedule.environment);
  return (
    <>
      <PageHeader
        title={
          <>
            <Link to="/p/$project/w/$workflow" params={{ project, workflow }}>
              {workflow}
            </Link>
            <span className="version">/ {name}</span>
            <CopyButton text={id} label={t('action.copyId')} />
          </>
        }
        note={t('schedule.note')}
      >
        <ScheduleActions schedule={schedule} />
      </PageHeader>
      <ScheduleDetail schedule={schedule} view={view} onView={onView} />
    </>
  );
}
