import type { Calendar } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarsQuery } from '../api/calendar-queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, FilteredOut, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';

const route = getRouteApi('/p/$project/calendars');
const EXAMPLE = `kind: Calendar
name: shop-days
weekdays: [mon, tue, wed, thu, fri]
holidays: [{ country: CN }]`;

/** The calendars that schedules of the project find: its own, those of the default project, and the built-in ones. */
export function CalendarList() {
  const { t, i18n } = useTranslation();
  const place = usePlace();
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(calendarsQuery(place, q));
  const setFilter = useCallback(
    (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true }),
    [navigate],
  );
  const columns: readonly Column<Calendar>[] = [
    {
      key: 'name',
      title: t('calendars.name'),
      cellClassName: 'name',
      cell: ({ name, title }) => (
        <>
          <Link to="/p/$project/calendars/$name" params={{ project: place.project, name }}>
            {name}
          </Link>
          {title !== undefined && <div className="workflow-title">{title}</div>}
        </>
      ),
    },
    {
      key: 'origin',
      title: t('calendars.origin'),
      cell: ({ origin, project, version }) =>
        origin === 'builtin' ? (
          <span className="soft">{t('calendars.builtin')}</span>
        ) : (
          <>
            {project}
            <span className="version">@{version}</span>
          </>
        ),
    },
    {
      key: 'known',
      title: t('calendars.known'),
      className: 'medium',
      cell: ({ knownUntil }) =>
        knownUntil === undefined ? (
          <span className="soft">{t('calendars.notKnown')}</span>
        ) : (
          dateLabel(knownUntil, i18n.language)
        ),
    },
    {
      key: 'used',
      title: t('calendars.usedBy'),
      className: 'tight',
      cell: ({ schedules }) =>
        schedules === 0 ? <span className="soft">–</span> : t('calendars.schedules', { count: schedules }),
    },
    {
      key: 'updated',
      title: t('calendars.updated'),
      className: 'medium',
      cell: ({ updatedAt }) => <Instant at={updatedAt} />,
    },
  ];
  useTitle(t('calendars.title'));
  return (
    <div className="page">
      <PageHeader title={t('calendars.title')}>
        <Link to="/p/$project/schedule" params={{ project: place.project }}>
          {t('schedules.title')}
        </Link>
      </PageHeader>
      <div className="filters">
        <FilterInput label={t('calendars.filter')} value={q ?? ''} onChange={setFilter} />
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0)
            return q === undefined ? (
              <NoCalendar />
            ) : (
              <FilteredOut title={t('calendars.filtered')} onReset={() => setFilter('')} />
            );
          return (
            <>
              <FramedTable columns={columns} rows={rows} rowKey={({ project, name }) => `${project ?? ''}/${name}`} />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}

function NoCalendar() {
  const { t } = useTranslation();
  return (
    <Empty title={t('calendars.empty')} hint={t('calendars.emptyHint')}>
      <CodeBlock text={EXAMPLE} />
    </Empty>
  );
}
