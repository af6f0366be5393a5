import { compareValues } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { newestRunsQuery, runQuery } from '../api/queries.ts';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { VersionChanges } from '../workflows/version-changes.tsx';
import { CompareFacts } from './compare-facts.tsx';
import { CompareTasks } from './compare-tasks.tsx';
import { CompareValues } from './compare-values.tsx';
import { otherRun } from './compare-view.ts';
import './compare.css';

const route = getRouteApi('/p/$project/r/$runId/compare');

/** How far back a run to compare with is looked for. */
const KNOWN = 100;
const NO_RUNS: readonly Run[] = [];

/** Two runs side by side: of the same workflow, or whichever two the address names. */
export function ComparePage() {
  const { runId } = route.useParams();
  const query = useQuery(runQuery(runId));
  return (
    <div className="page compare">
      <QueryView query={query} isPage>
        {(run) => <CompareWith run={run} />}
      </QueryView>
    </div>
  );
}

function CompareWith({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { with: other } = route.useSearch();
  const navigate = route.useNavigate();
  const { project, environment, workflow } = run;
  const newest = useQuery(newestRunsQuery({ project, environment }, { workflow }, KNOWN));
  const offered = other === undefined && newest.data ? otherRun(run, newest.data.items) : undefined;
  useTitle(`${workflow} · ${t('compare.title')}`);
  useOwnEnvironment(environment);
  // The address names both runs, so that it can be sent to somebody.
  useEffect(() => {
    if (offered !== undefined) void navigate({ search: (search) => ({ ...search, with: offered }), replace: true });
  }, [navigate, offered]);
  const swap = other !== undefined && (
    <LinkButton to="/p/$project/r/$runId/compare" params={{ project, runId: other }} search={{ with: run.id }}>
      {t('compare.swap')}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t('compare.title')} note={workflow}>
        {swap}
      </PageHeader>
      {other !== undefined && <ComparePair run={run} other={other} runs={newest.data?.items ?? NO_RUNS} />}
      {other === undefined && (
        <QueryView query={newest}>
          {({ items }) => otherRun(run, items) === undefined && <Empty title={t('compare.alone')} />}
        </QueryView>
      )}
    </>
  );
}

function ComparePair({ run, other, runs }: { run: Run; other: string; runs: readonly Run[] }) {
  const query = useQuery(runQuery(other));
  return <QueryView query={query}>{(second) => <Comparison pair={[run, second]} runs={runs} />}</QueryView>;
}

function Comparison({ pair, runs }: { pair: readonly [Run, Run]; runs: readonly Run[] }) {
  const { t } = useTranslation();
  const [a, b] = pair;
  const sameWorkflow = a.workflow === b.workflow && a.project === b.project;
  return (
    <>
      <CompareFacts pair={pair} runs={runs} />
      {sameWorkflow && a.version !== b.version && (
        <section className="panel">
          <VersionChanges workflow={a.workflow} place={a} from={b.version} to={a.version} />
        </section>
      )}
      <CompareTasks pair={pair} />
      <section className="panel">
        <h2>{t('run.params')}</h2>
        <CompareValues values={compareValues(a.params, b.params)} none={t('compare.noParams')} />
      </section>
      <section className="panel">
        <h2>{t('run.outputs')}</h2>
        <CompareValues values={compareValues(a.outputs, b.outputs)} none={t('io.noOutput')} />
      </section>
      <SameCommand cli={`npx carillon run compare ${a.id} ${b.id}`} />
    </>
  );
}
