import type { Backfill } from '@carillon/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { backfillDatesQuery, backfillQuery, isOpenBackfill } from '../api/backfill-queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { WaitsWhy } from '../run/waits-why.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { useReasonText } from '../states/reason.ts';
import { BackfillDateLabel, BackfillStateLabel } from '../states/state-label.tsx';
import { durationText } from '../time/duration.ts';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel } from '../time/format.ts';
import { BackfillActions } from './backfill-actions.tsx';
import { BackfillBar } from './backfill-bar.tsx';
import { DATE_STATES, doneOf, sumOf } from './backfill-totals.ts';
import { DateStrip } from './date-strip.tsx';
import { DateTable } from './date-table.tsx';
import './backfill.css';

const route = getRouteApi('/p/$project/backfills/$backfillId');

export function BackfillPage() {
  const { backfillId } = route.useParams();
  const query = useQuery(backfillQuery(backfillId));
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {(backfill) => <LoadedBackfill backfill={backfill} />}
      </QueryView>
    </div>
  );
}

function LoadedBackfill({ backfill }: { backfill: Backfill }) {
  const { t, i18n } = useTranslation();
  const { id, project, workflow, version, from, to, state } = backfill;
  const range = `${dateLabel(from, i18n.language)} – ${dateLabel(to, i18n.language)}`;
  useTitle(`${workflow} · ${t(`backfillState.${state}`)}`, t('schedules.backfills'));
  useOwnEnvironment(backfill.environment);
  return (
    <>
      <PageHeader
        title={
          <>
            <BackfillStateLabel state={state} />{' '}
            <Link to="/p/$project/w/$workflow" params={{ project, workflow }}>
              {workflow}
            </Link>
            <span className="version">@{version}</span>
            <CopyButton text={id} label={t('action.copyId')} />
          </>
        }
        note={`${range} · ${t(`backfillOnly.${backfill.only}`)} · ${t(`backfillOrder.${backfill.order}`)}`}
      >
        <BackfillActions backfill={backfill} />
      </PageHeader>
      {isOpenBackfill(state) && <WaitsWhy noun="backfill" id={id} />}
      <Progress backfill={backfill} />
      <Dates backfill={backfill} />
    </>
  );
}

function Progress({ backfill }: { backfill: Backfill }) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const { totals, reason, state, startedAt, endedAt, etaMs, actor, priority, downstream } = backfill;
  return (
    <section className="panel backfill-progress">
      {reason && <p className="backfill-reason">{sentence(reason)}</p>}
      <BackfillBar totals={totals} large />
      <ul className="backfill-counts">
        <li>
          <b>{t('backfill.done', { done: doneOf(totals), total: sumOf(totals) })}</b>
        </li>
        {DATE_STATES.filter((each) => totals[each] > 0).map((each) => (
          <li key={each}>
            <BackfillDateLabel state={each} /> {totals[each]}
          </li>
        ))}
      </ul>
      <p className="soft">
        {[
          t('backfill.by', { actor }),
          t('backfill.priority', { priority }),
          downstream.length > 0 && t('backfill.withDownstream', { names: downstream.join(', ') }),
        ]
          .filter(Boolean)
          .join(' · ')}
        {' · '}
        {t('run.elapsed')} <Elapsed from={startedAt} to={endedAt} />
        {isOpenBackfill(state) &&
          state !== 'paused' &&
          ` · ${etaMs === undefined ? t('backfill.noEta') : t('backfill.eta', { duration: durationText(etaMs) })}`}
      </p>
    </section>
  );
}

function Dates({ backfill }: { backfill: Backfill }) {
  const { t } = useTranslation();
  const { as = 'strip' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(backfillDatesQuery(backfill.id, isOpenBackfill(backfill.state)));
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{t('backfill.dateList')}</h2>
        <Segmented
          aria-label={t('days.show')}
          value={as}
          onChange={(next) => void navigate({ search: next === 'table' ? { as: 'table' } : {}, replace: true })}
          options={[
            { value: 'strip', label: t('backfill.strip') },
            { value: 'table', label: t('run.table') },
          ]}
        />
      </div>
      <QueryView query={query} rows={3}>
        {({ pages }) => {
          const dates = pages.flatMap(({ items }) => items);
          return (
            <>
              {as === 'table' ? (
                <DateTable project={backfill.project} dates={dates} />
              ) : (
                <DateStrip project={backfill.project} dates={dates} />
              )}
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
