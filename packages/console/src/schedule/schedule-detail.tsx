import type { ScheduleDocument } from '@carillon/core';
import type { Schedule } from '@carillon/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../parts/tabs.tsx';
import { WaitsWhy } from '../run/waits-why.tsx';
import { ScheduleStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { CalendarLinks } from './calendar-links.tsx';
import { ComingFirings } from './coming-firings.tsx';
import { DateBackfill } from './date-backfill.tsx';
import { Expression } from './expression.tsx';
import { LastFiring } from './last-firing.tsx';
import { Lateness } from './lateness.tsx';
import { Ledger } from './ledger.tsx';
import { ScheduleReasonText } from './schedule-reason.tsx';
import { SCHEDULE_VIEWS, type ScheduleView } from './schedule-view.ts';
import { ScheduleYear } from './schedule-year.tsx';
import { Simulation } from './simulation.tsx';
import './schedule.css';

interface ScheduleDetailProps {
  readonly schedule: Schedule;
  readonly view: ScheduleView;
  readonly onView: (part: ScheduleView) => void;
}

/** Everything about one schedule, on its own page and on that of its workflow. */
export function ScheduleDetail({ schedule, view, onView }: ScheduleDetailProps) {
  const { t } = useTranslation();
  const [backfilled, setBackfilled] = useState<string>();
  const { view: shown = 'year' } = view;
  const names = { year: t('schedule.year'), ledger: t('schedule.ledger'), simulate: t('schedule.simulate') };
  return (
    <>
      <ScheduleSummary schedule={schedule} />
      {schedule.state !== 'ended' && <WaitsWhy noun="schedule" id={schedule.id} />}
      <div className="page-tabs">
        <Tabs
          label={t('schedule.views')}
          tabs={SCHEDULE_VIEWS.map((key) => ({ key, label: names[key] }))}
          active={shown}
          onChange={(next) => onView({ view: next })}
        >
          {shown === 'year' && (
            <>
              <ScheduleYear schedule={schedule} view={view} onView={onView} onBackfill={setBackfilled} />
              <ComingFirings schedule={schedule} />
            </>
          )}
          {shown === 'ledger' && <Ledger schedule={schedule} view={view} onView={onView} />}
          {shown === 'simulate' && <Simulation key={schedule.id} schedule={schedule} />}
        </Tabs>
      </div>
      {backfilled !== undefined && (
        <DateBackfill schedule={schedule} date={backfilled} onClose={() => setBackfilled(undefined)} />
      )}
    </>
  );
}

function ScheduleSummary({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const { definition, state, reason, timezone, nextStartAt, nextFireAt, project, calendars } = schedule;
  const { misfire, overlap = 'skip' } = definition as ScheduleDocument;
  const policy = t(`misfire.${misfire?.policy ?? 'fire_once'}`);
  return (
    <dl className="summary">
      <div>
        <dt>{t('runs.state')}</dt>
        <dd className="stacked">
          <ScheduleStateLabel state={state} reasonCode={reason?.code} />
          {reason && <ScheduleReasonText reason={reason} />}
        </dd>
      </div>
      <div>
        <dt>{t('schedules.when')}</dt>
        <dd className="stacked">
          <Expression schedule={schedule} />
          <span className="soft">{timezone}</span>
        </dd>
      </div>
      <div>
        <dt>{t('workflows.nextFire')}</dt>
        <dd>
          <Instant at={nextStartAt ?? nextFireAt} />
        </dd>
      </div>
      <div>
        <dt>{t('schedules.last')}</dt>
        <dd>
          <LastFiring schedule={schedule} />
        </dd>
      </div>
      <div>
        <dt>{t('schedule.lateness')}</dt>
        <dd>
          <Lateness schedule={schedule} />
        </dd>
      </div>
      <div>
        <dt>{t('schedules.missed')}</dt>
        <dd>{misfire?.window === undefined ? policy : t('schedule.within', { policy, window: misfire.window })}</dd>
      </div>
      <div>
        <dt>{t('schedule.overlap')}</dt>
        <dd>{t(`overlap.${overlap}`)}</dd>
      </div>
      {calendars.length > 0 && (
        <div>
          <dt>{t('schedules.calendars')}</dt>
          <dd>
            <CalendarLinks project={project} names={calendars} />
          </dd>
        </div>
      )}
    </dl>
  );
}
