import type { LedgerRow, Schedule } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ledgerQuery } from '../api/schedule-queries.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, FilteredOut, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { FIRING_OUTCOMES } from '../states/families.ts';
import { FiringOutcomeLabel, StateLabel } from '../states/state-label.tsx';
import { BothZones } from '../time/both-zones.tsx';
import { addDays } from '../time/calendar-dates.ts';
import { durationText } from '../time/duration.ts';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';
import { startOfDay } from '../time/wall-clock.ts';
import { FiringNotes } from './firing-notes.tsx';
import type { ScheduleView } from './schedule-view.ts';

interface LedgerProps {
  readonly schedule: Schedule;
  readonly view: ScheduleView;
  readonly onView: (part: ScheduleView) => void;
}

/** From the first instant of a local date to before that of the next. */
function spanOf(day: string | undefined, zone: string): { from?: string; to?: string } {
  if (day === undefined) return {};
  return {
    from: new Date(startOfDay(day, zone)).toISOString(),
    to: new Date(startOfDay(addDays(day, 1), zone) - 1).toISOString(),
  };
}

/** One row per logical time: when it was due, when it was acted on, what became of it and why. */
export function Ledger({ schedule, view: { outcome, day }, onView }: LedgerProps) {
  const { t, i18n } = useTranslation();
  const { id, timezone, project } = schedule;
  const filter = useMemo(() => ({ outcome, ...spanOf(day, timezone) }), [outcome, day, timezone]);
  const query = useInfiniteQuery(ledgerQuery(id, filter));
  const columns = useLedgerColumns(timezone, project);
  const isFiltered = outcome !== undefined || day !== undefined;
  const onReset = () => onView({ outcome: undefined, day: undefined });
  return (
    <>
      <div className="filters">
        <Select
          aria-label={t('schedule.outcome')}
          className="choice"
          value={outcome ?? ''}
          onChange={(next) => onView({ outcome: FIRING_OUTCOMES.find((each) => each === next) })}
          options={[
            { value: '', label: t('schedule.anyOutcome') },
            ...FIRING_OUTCOMES.map((each) => ({ value: each, label: <FiringOutcomeLabel outcome={each} /> })),
          ]}
        />
        {day !== undefined && <span>{dateLabel(day, i18n.language)}</span>}
        {isFiltered && (
          <Button type="link" onClick={onReset}>
            {t('action.resetFilters')}
          </Button>
        )}
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0)
            return isFiltered ? (
              <FilteredOut title={t('schedule.noneMatches')} onReset={onReset} />
            ) : (
              <Empty title={t('schedule.ledgerEmpty')} hint={t('schedule.ledgerEmptyHint')} />
            );
          return (
            <>
              <FramedTable
                columns={columns}
                rows={rows}
                rowKey={({ logicalTime, outcome: is }) => `${logicalTime} ${is}`}
              />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function useLedgerColumns(zone: string, project: string): readonly Column<LedgerRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'logical',
      title: t('schedule.logicalTime'),
      cell: ({ logicalTime, through }) => (
        <>
          <BothZones at={logicalTime} zone={zone} />
          {through !== undefined && (
            <div className="workflow-title">
              {t('schedule.through')} <BothZones at={through} zone={zone} />
            </div>
          )}
        </>
      ),
    },
    {
      key: 'outcome',
      title: t('schedule.outcome'),
      cell: ({ outcome, reason }) => (
        <>
          <FiringOutcomeLabel outcome={outcome} />
          <div className="workflow-title">{t(`firingReason.${reason}`, reason)}</div>
        </>
      ),
    },
    {
      key: 'actual',
      title: t('schedule.actual'),
      className: 'medium',
      cell: ({ actualTime }) => <Instant at={actualTime} />,
    },
    {
      key: 'late',
      title: t('schedule.lateness'),
      className: 'number',
      cell: ({ latenessMs }) => (latenessMs === undefined ? <span className="soft">–</span> : durationText(latenessMs)),
    },
    { key: 'notes', title: t('schedule.notes'), className: 'wide', cell: ({ notes }) => <FiringNotes notes={notes} /> },
    {
      key: 'run',
      title: t('schedule.run'),
      cell: ({ runId, runState }) =>
        runId === undefined ? (
          <span className="soft">–</span>
        ) : (
          <Link to="/p/$project/r/$runId" params={{ project, runId }}>
            {runState === undefined ? t('schedule.openRun') : <StateLabel state={runState} />}
          </Link>
        ),
    },
  ];
}
