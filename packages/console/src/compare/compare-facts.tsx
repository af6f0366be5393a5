import type { Run } from '@carillon/protocol';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel, shortText } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';
import { useZone } from '../time/zone.ts';

const route = getRouteApi('/p/$project/r/$runId/compare');

interface Fact {
  readonly name: string;
  readonly cell: (run: Run) => ReactNode;
  /** What makes it another one; nothing: it is not compared. */
  readonly key?: (run: Run) => string | number | undefined;
}

/** What the two runs are: one row a fact, one column a run. The second run is chosen here. */
export function CompareFacts({ pair, runs }: { pair: readonly [Run, Run]; runs: readonly Run[] }) {
  const { t, i18n } = useTranslation();
  const sentence = useReasonText();
  const facts: readonly Fact[] = [
    {
      name: t('runs.state'),
      cell: ({ state, reason }) => (
        <>
          <StateLabel state={state} reasonCode={reason?.code} />
          {reason && state !== 'success' && <div className="workflow-title">{sentence(reason)}</div>}
        </>
      ),
      key: ({ state, reason }) => `${state} ${reason?.code}`,
    },
    {
      name: t('runs.workflow'),
      cell: ({ workflow, version }) => (
        <>
          {workflow}
          <span className="version">@{version}</span>
        </>
      ),
      key: ({ workflow, version }) => `${workflow}@${version}`,
    },
    {
      name: t('runs.covers'),
      cell: ({ logicalDate }) => (logicalDate === undefined ? '–' : dateLabel(logicalDate, i18n.language)),
      key: ({ logicalDate }) => logicalDate,
    },
    {
      name: t('runs.trigger'),
      cell: ({ trigger: { kind, actor } }) => {
        const name = t(`trigger.${kind}`, { defaultValue: kind });
        return actor === '' ? name : t('trigger.by', { kind: name, actor });
      },
      key: ({ trigger }) => trigger.kind,
    },
    { name: t('runs.started'), cell: ({ startedAt }) => <Instant at={startedAt} /> },
    { name: t('runs.duration'), cell: ({ startedAt, endedAt }) => <Elapsed from={startedAt} to={endedAt} /> },
  ];
  return (
    <div className="table-frame">
      <table className="table sides">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('compare.fact')}</span>
            </th>
            <th scope="col">
              <RunLink run={pair[0]} />
            </th>
            <th scope="col">
              <OtherRun pair={pair} runs={runs} />
            </th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, cell, key }) => (
            <tr key={name} className={key && key(pair[0]) !== key(pair[1]) ? 'differs' : ''}>
              <th scope="row">{name}</th>
              <td>{cell(pair[0])}</td>
              <td>{cell(pair[1])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunLink({ run }: { run: Run }) {
  const name = useRunName();
  return (
    <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }}>
      {name(run)}
    </Link>
  );
}

/** A run among its like: when it was created. */
function useRunName(): (run: Run) => string {
  const { i18n } = useTranslation();
  const zone = useZone();
  return ({ createdAt }) => shortText(new Date(createdAt), zone, i18n.language);
}

/** Any of the runs that are known, by when it was created, what it covers and what became of it. */
function OtherRun({ pair: [a, b], runs }: { pair: readonly [Run, Run]; runs: readonly Run[] }) {
  const { t, i18n } = useTranslation();
  const navigate = route.useNavigate();
  const name = useRunName();
  const offered = runs.some(({ id }) => id === b.id) ? runs : [b, ...runs];
  const label = (run: Run): string =>
    [name(run), run.logicalDate && dateLabel(run.logicalDate, i18n.language), t(`state.${run.state}`)]
      .filter(Boolean)
      .join(' · ');
  return (
    <span className="other-run">
      <RunLink run={b} />
      <select
        aria-label={t('compare.with')}
        value={b.id}
        onChange={({ target }) => void navigate({ search: { with: target.value }, replace: true })}
      >
        {offered
          .filter(({ id }) => id !== a.id)
          .map((run) => (
            <option key={run.id} value={run.id}>
              {label(run)}
            </option>
          ))}
      </select>
    </span>
  );
}
