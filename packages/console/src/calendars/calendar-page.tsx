import type { CalendarDocument } from '@carillon/core';
import type { Calendar } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { calendarQuery } from '../api/calendar-queries.ts';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { dateLabel } from '../time/format.ts';
import { useOfferZone } from '../time/zone.ts';
import { CalendarSchedules } from './calendar-schedules.tsx';
import { CalendarVersions } from './calendar-versions.tsx';
import { CalendarYear } from './calendar-year.tsx';
import { FreezeList } from './freeze-list.tsx';
import './calendars.css';

const route = getRouteApi('/p/$project/calendars/$name');

export function CalendarPage() {
  const { name } = route.useParams();
  const place = usePlace();
  const query = useQuery(calendarQuery(place, name));
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {(calendar) => <LoadedCalendar calendar={calendar} />}
      </QueryView>
    </div>
  );
}

function LoadedCalendar({ calendar }: { calendar: Calendar }) {
  const { t, i18n } = useTranslation();
  const place = usePlace();
  const { name, origin, project, version, title, description, knownUntil } = calendar;
  const { timezone } = (calendar.document ?? {}) as Partial<CalendarDocument>;
  useTitle(name, t('calendars.title'));
  useOfferZone(timezone);
  const known =
    knownUntil === undefined
      ? t('calendars.notKnown')
      : t('calendars.knownUntil', { date: dateLabel(knownUntil, i18n.language) });
  const source = origin === 'builtin' ? t('calendars.builtin') : `${project}/${name}@${version}`;
  return (
    <>
      <PageHeader title={name} note={[source, title, description, timezone, known].filter(Boolean).join(' · ')}>
        <Link to="/p/$project/calendars" params={{ project: place.project }}>
          {t('calendars.title')}
        </Link>
      </PageHeader>
      <CalendarYear place={place} name={name} />
      <div className="calendar-grid">
        <FreezeList calendar={calendar} zone={timezone ?? 'UTC'} />
        <CalendarSchedules place={place} name={name} />
      </div>
      <CalendarVersions place={place} calendar={calendar} />
    </>
  );
}
