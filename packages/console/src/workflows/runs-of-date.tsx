import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { workflowDatesQuery } from '../api/backfill-queries.ts';
import { type Place, runsAtQuery } from '../api/queries.ts';
import { type WorkflowDateState, workflowDateState } from '../backfill/workflow-date-state.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { SameCommand } from '../parts/same-command.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useRunColumns } from '../runs/run-table.tsx';
import { usePlace } from '../shell/place.ts';
import { dateLabel, shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

const route = getRouteApi('/p/$project/w/$workflow/at/$date');

/** The run of a workflow at a logical date leads on to its page; of several firings all are listed. */
export function RunsOfDate() {
  const { t, i18n } = useTranslation();
  const { workflow, date } = route.useParams();
  const place = usePlace();
  const query = useQuery(runsAtQuery(place, workflow, date));
  const title = t('runAt.title', {
    workflow,
    date: Number.isNaN(Date.parse(date)) ? date : dateLabel(date, i18n.language),
  });
  useTitle(title);
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {({ items: [run, ...others] }) => {
          if (run && others.length === 0)
            return <Navigate to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }} replace />;
          return (
            <>
              <PageHeader title={title} note={run && t('runAt.several')}>
                <LinkButton to="/p/$project/w/$workflow" params={{ project: place.project, workflow }}>
                  {t('runAt.workflow')}
                </LinkButton>
              </PageHeader>
              {run ? <Firings runs={[run, ...others]} /> : <NoRun place={place} workflow={workflow} date={date} />}
              <SameCommand ofPage cli={`npx carillon run at ${workflow} ${date} ${placeFlags(place)}`} />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}

/** Their date is the same: when they fired tells them apart. */
function Firings({ runs }: { runs: readonly Run[] }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const firing: Column<Run> = {
    key: 'firing',
    title: t('runAt.firing'),
    className: 'tight',
    cell: ({ logicalTime }) =>
      logicalTime !== undefined && (
        <>
          {shortText(new Date(logicalTime), zone, i18n.language)}
          <div className="workflow-title">{zone}</div>
        </>
      ),
  };
  const ofRun = useRunColumns(true).filter(({ isExtra }) => !isExtra);
  // Where there is little room it is the firing that tells when.
  const columns = [
    firing,
    ...ofRun.map((each) => (each.key === 'started' ? { ...each, className: 'tight medium' } : each)),
  ];
  return <FramedTable columns={columns} rows={runs} rowKey={({ id }) => id} />;
}

type Why = 'missing' | 'held' | 'planned' | 'none';

/** The schedule may have changed since, so that it knows of runs that are not of this date. */
const whyNone = (state: WorkflowDateState | undefined): Why =>
  state === 'missing' || state === 'held' || state === 'planned' ? state : 'none';

/** What the schedule says of a date without a run, and what can be done about it. */
function NoRun({ place, workflow, date }: { place: Place; workflow: string; date: string }) {
  const { t } = useTranslation();
  const query = useQuery(workflowDatesQuery(place, workflow, date, date));
  return (
    <QueryView query={query} rows={2}>
      {({ items: [day] }) => {
        const state = whyNone(day && workflowDateState(day));
        return (
          <Empty title={t('runAt.none')} hint={t(`runAtNone.${state}`)}>
            <LinkButton
              to="/p/$project/w/$workflow"
              params={{ project: place.project, workflow }}
              search={{ tab: state === 'missing' ? 'backfills' : 'schedule' }}
            >
              {t(state === 'missing' ? 'schedules.backfills' : 'workflows.schedule')}
            </LinkButton>
          </Empty>
        );
      }}
    </QueryView>
  );
}
