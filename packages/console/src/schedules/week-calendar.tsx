import type { Upcoming } from '@carillon/protocol';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../api/queries.ts';
import { queuesQuery } from '../api/queue-queries.ts';
import { type UpcomingFilter, upcomingExport, upcomingQuery } from '../api/schedule-queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { Icon } from '../parts/icon.tsx';
import { ErrorView, Skeleton } from '../parts/page.tsx';
import { addDays } from '../time/calendar-dates.ts';
import { dayText, shortText } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { wallClock } from '../time/wall-clock.ts';
import { useZone } from '../time/zone.ts';
import { CellFirings } from './cell-firings.tsx';
import type { SchedulesSearch } from './schedules-search.ts';
import { WeekGrid } from './week-grid.tsx';
import { CELL_MS, layoutWeek, WEEK_DAYS, weekSpan } from './week-layout.ts';

interface WeekCalendarProps {
  readonly environment: string;
  readonly search: SchedulesSearch;
  readonly onChange: (part: SchedulesSearch) => void;
}

const iso = (at: number) => new Date(at).toISOString();

/** When the whole platform fires in a week, and what fires in the quarter hour that was chosen. */
export function WeekCalendar({ environment, search, onChange }: WeekCalendarProps) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const now = useNow(true, CELL_MS);
  const today = wallClock(now, zone).date;
  const first = search.from ?? today;
  const span = useMemo(() => weekSpan(first, zone), [first, zone]);
  const { only, q, tag, owner, queue } = search;
  const filter = useMemo<UpcomingFilter>(
    () => ({ environment, project: only, text: q, tag, owner, queue }),
    [environment, only, q, tag, owner, queue],
  );
  const query = useQuery(upcomingQuery(filter, iso(span.from), span.days));
  const week = useMemo(() => layoutWeek(first, zone, query.data?.cells ?? []), [first, zone, query.data]);
  const selected = search.cell === undefined ? undefined : Date.parse(search.cell);
  // The week by its date: tomorrow the link still shows what it was sent for.
  const { href } = useRouter().buildLocation({ to: '.', search: { ...search, from: first } });
  const move = (date: string) => onChange({ from: date, cell: undefined });
  return (
    <>
      <CalendarFilters search={search} onChange={onChange} />
      <div className="toolbar">
        <div className="toolbar-group">
          <button
            type="button"
            className="plain"
            aria-label={t('upcoming.before')}
            onClick={() => move(addDays(first, -WEEK_DAYS))}
          >
            <Icon name="left" />
          </button>
          <button
            type="button"
            className="plain"
            aria-label={t('upcoming.after')}
            onClick={() => move(addDays(first, WEEK_DAYS))}
          >
            <Icon name="right" />
          </button>
          <Button
            size="small"
            disabled={first === today}
            onClick={() => onChange({ from: undefined, cell: undefined })}
          >
            {t('upcoming.today')}
          </Button>
          <b>
            {dayText(first, i18n.language)} – {dayText(week.dates.at(-1) ?? first, i18n.language)}
          </b>
          <span className="soft">{zone}</span>
        </div>
        <div className="toolbar-group">
          <CopyButton text={new URL(href, location.href).href} label={t('upcoming.share')} />
          {(['ics', 'csv'] as const).map((format) => (
            <Button
              key={format}
              size="small"
              icon={<Icon name="download" size={14} />}
              href={upcomingExport(filter, iso(span.from), iso(span.to), format)}
              download={`firings-${first}.${format}`}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </div>
      </div>
      <Totals
        upcoming={query.data}
        firings={week.total}
        busiest={week.busiest && shortText(new Date(week.busiest.at), zone, i18n.language)}
      />
      {query.data ? (
        <WeekGrid
          week={week}
          zone={zone}
          now={now}
          selected={selected}
          onSelect={(at) => onChange({ from: first, cell: iso(at) })}
        />
      ) : query.error ? (
        <ErrorView error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="week-waiting">
          <Skeleton rows={12} />
        </div>
      )}
      {query.data && <Untold schedules={query.data.unknown} />}
      {selected === undefined ? (
        <p className="soft">{t('upcoming.chooseCell')}</p>
      ) : (
        <CellFirings filter={filter} at={selected} zone={zone} />
      )}
    </>
  );
}

interface TotalsProps {
  readonly upcoming: Upcoming | undefined;
  readonly firings: number;
  readonly busiest: string | undefined;
}

function Totals({ upcoming, firings, busiest }: TotalsProps) {
  const { t, i18n } = useTranslation();
  const counted = (of: 'ofFirings' | 'ofSchedules' | 'ofWorkflows', count: number) =>
    t(`upcoming.${of}`, { count, number: count.toLocaleString(i18n.language) });
  const texts = upcoming && [
    t('upcoming.totals', {
      firings: counted('ofFirings', firings),
      schedules: counted('ofSchedules', upcoming.schedules),
      workflows: counted('ofWorkflows', upcoming.workflows),
    }),
    ...(busiest === undefined ? [] : [t('upcoming.busiest', { at: busiest })]),
  ];
  return (
    <div className="toolbar">
      <span>{texts?.join(' · ') ?? '\u00a0'}</span>
      <span className="scale" aria-hidden>
        0
        {[0, 1, 2, 3, 4, 5].map((level) => (
          <i key={level} className={`level-${level}`} />
        ))}
        {t('upcoming.most')}
      </span>
    </div>
  );
}

/** What is missing in the picture is said under it. */
function Untold({ schedules }: { schedules: Upcoming['unknown'] }) {
  const { t } = useTranslation();
  if (schedules.length === 0) return null;
  return (
    <details className="untold">
      <summary>{t('upcoming.unknown', { count: schedules.length })}</summary>
      <ul>
        {schedules.map(({ scheduleId, project, workflow, schedule, message }) => (
          <li key={scheduleId}>
            <Link to="/p/$project/schedule/$scheduleId" params={{ project, scheduleId }}>
              {workflow}/{schedule}
            </Link>{' '}
            <span className="soft">{message}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const UNFILTERED: SchedulesSearch = {
  q: undefined,
  tag: undefined,
  owner: undefined,
  queue: undefined,
  only: undefined,
  cell: undefined,
};

function CalendarFilters({ search, onChange }: Omit<WeekCalendarProps, 'environment'>) {
  const { t } = useTranslation();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { data: queues } = useQuery(queuesQuery);
  const names = new Set([...(queues?.items ?? []).map(({ name }) => name), ...(search.queue ? [search.queue] : [])]);
  const setters = useMemo(() => {
    const setter = (name: 'q' | 'tag' | 'owner') => (text: string) =>
      onChange({ [name]: text === '' ? undefined : text, cell: undefined });
    return { q: setter('q'), tag: setter('tag'), owner: setter('owner') };
  }, [onChange]);
  const isFiltered = [search.q, search.tag, search.owner, search.queue, search.only].some((each) => each !== undefined);
  return (
    <div className="filters week-filters">
      <Select<string>
        aria-label={t('bar.project')}
        popupMatchSelectWidth={false}
        value={search.only ?? ''}
        onChange={(project) => onChange({ only: project === '' ? undefined : project, cell: undefined })}
        options={[
          { value: '', label: t('upcoming.allProjects') },
          ...session.projects.map((project) => ({ value: project, label: project })),
        ]}
      />
      <FilterInput label={t('upcoming.filterText')} value={search.q ?? ''} onChange={setters.q} />
      <FilterInput label={t('upcoming.filterTag')} value={search.tag ?? ''} onChange={setters.tag} />
      <FilterInput label={t('upcoming.filterOwner')} value={search.owner ?? ''} onChange={setters.owner} />
      <Select<string>
        aria-label={t('upcoming.filterQueue')}
        popupMatchSelectWidth={false}
        showSearch
        value={search.queue ?? ''}
        onChange={(queue) => onChange({ queue: queue === '' ? undefined : queue, cell: undefined })}
        options={[
          { value: '', label: t('upcoming.anyQueue') },
          ...[...names].sort().map((name) => ({ value: name, label: name })),
        ]}
      />
      {isFiltered && (
        <Button type="link" onClick={() => onChange(UNFILTERED)}>
          {t('action.resetFilters')}
        </Button>
      )}
    </div>
  );
}
