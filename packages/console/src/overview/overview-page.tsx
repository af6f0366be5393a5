import type { Overview } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../api/overview-queries.ts';
import { anyWorkflowQuery } from '../api/queries.ts';
import { Command } from '../parts/copy-button.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { AtRisk } from './at-risk.tsx';
import { Attention } from './attention.tsx';
import { Changes } from './changes-list.tsx';
import { noteVisit } from './last-visit.ts';
import { NextHours } from './next-hours.tsx';
import { PlatformTile, RunsTile } from './tiles.tsx';
import './overview.css';

const SEEN_EACH_MS = 30_000;

/** How the project stands, in the order in which one asks: is anything broken, does anything wait, what comes, what changed. */
export function OverviewPage() {
  const { t } = useTranslation();
  const place = usePlace();
  const query = useQuery(overviewQuery(place));
  useTitle(t('overview.title'));
  useEffect(() => {
    const timer = setInterval(noteVisit, SEEN_EACH_MS);
    return () => {
      clearInterval(timer);
      noteVisit();
    };
  }, []);
  return (
    <div className="page overview">
      <PageHeader title={t('overview.title')} />
      <QueryView query={query} isPage>
        {(overview) => (
          <>
            <FirstSteps />
            <div className="tiles">
              <RunsTile
                title={t('overview.now')}
                runs={overview.open}
                states={['running', 'queued', 'paused', 'stopping']}
              />
              <RunsTile
                title={t('overview.lastHours', { count: hoursOf(overview) })}
                runs={overview.ended}
                endedFrom={overview.since}
                states={['success', 'failed', 'stopped']}
              />
              <NextHours place={place} />
              <PlatformTile overview={overview} />
            </div>
            <div className="overview-main">
              <Attention overview={overview} place={place} hours={hoursOf(overview)} />
              <div className="overview-side">
                <AtRisk promises={overview.promises} />
                <Changes place={place} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </div>
  );
}

const HOUR_MS = 3_600_000;
const hoursOf = ({ at, since }: Overview): number => Math.round((Date.parse(at) - Date.parse(since)) / HOUR_MS);

/** Where nothing is there yet, what to do first comes before all numbers. */
function FirstSteps() {
  const { t } = useTranslation();
  const place = usePlace();
  const { data: hasWorkflows } = useQuery(anyWorkflowQuery(place));
  if (hasWorkflows !== false) return null;
  return (
    <section className="panel">
      <Empty title={t('workflows.empty')} hint={t('workflows.emptyHint')}>
        <Command text="npx carillon apply -f workflow.yaml" />
        <Link to="/p/$project/w" params={{ project: place.project }}>
          {t('nav.workflows')}
        </Link>
      </Empty>
    </section>
  );
}
