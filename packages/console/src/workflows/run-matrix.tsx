import type { RunMatrix } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type CSSProperties, memo, type MouseEvent, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { Empty, QueryView } from '../parts/page.tsx';
import { lookOf } from '../states/families.ts';
import { clockText, dateLabel } from '../time/format.ts';
import { useZone } from '../time/zone.ts';
import { matrixQuery } from './matrix-query.ts';
import './run-matrix.css';

/** As many as fit on a large screen. */
const FIRST_TASKS = 40;

/** The newest runs by the states of their tasks: a row that is red across is a task, a column that is red is a run. */
export function RunMatrixView({ place, workflow }: { place: Place; workflow: string }) {
  const { t } = useTranslation();
  const query = useQuery(matrixQuery(place, workflow));
  return (
    <section className="panel">
      <QueryView query={query}>
        {(matrix) =>
          matrix.runs.length === 0 ? (
            <Empty title={t('workflow.neverRun')} />
          ) : (
            <div className="table-frame" role="region" aria-label={t('workflow.matrix')} tabIndex={0}>
              <Matrix matrix={matrix} project={place.project} />
            </div>
          )
        }
      </QueryView>
    </section>
  );
}

/** Thousands of cells: drawn anew only when a state has changed. */
const Matrix = memo(function Matrix({ matrix, project }: { matrix: RunMatrix; project: string }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const router = useRouter();
  const { runs } = matrix;
  // What is in sight is drawn first; the thousands of cells below follow.
  const tasks = useDeferredValue(matrix.tasks, matrix.tasks.slice(0, FIRST_TASKS));
  const longest = Math.max(...matrix.tasks.map(({ length }) => length));
  const dateOf = ({ logicalDate, createdAt }: RunMatrix['runs'][number]): string =>
    logicalDate ?? createdAt.slice(0, 10);
  /** Further runs of a date are told by when they began to be. */
  const isNewDate = (n: number): boolean => {
    const [before, run] = [runs[n - 1], runs[n]];
    return !before || !run || dateOf(before) !== dateOf(run);
  };
  const named = new Map(
    [...new Set(runs.flatMap(({ state, states }) => [state, ...states]))].map((state) => [
      state,
      state === '' ? t('workflow.noTask') : t(`state.${state}`, state),
    ]),
  );
  const cell = (state: string): string => {
    const { family, pattern } = lookOf(state);
    return `matrix-cell family-${family} ${pattern} is-${state}`;
  };
  // Ten thousand links of the router would be a second of work: each run's address is built once.
  const addresses = useMemo(
    () =>
      runs.map(({ id }) => {
        const params = { project, runId: id };
        const { href } = router.buildLocation({ to: '/p/$project/r/$runId', params });
        return `${href}${href.includes('?') ? '&' : '?'}task=`;
      }),
    [router, runs, project],
  );
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('td a');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(link.pathname + link.search);
  };
  return (
    <table className="matrix" style={{ '--longest': longest } as CSSProperties} onClick={onClick}>
      <colgroup>
        <col className="matrix-task" />
        <col span={runs.length} className="matrix-run" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('workflow.task')}</th>
          {runs.map((run, n) => (
            <th key={run.id} scope="col">
              <Link
                to="/p/$project/r/$runId"
                params={{ project, runId: run.id }}
                title={`${dateLabel(dateOf(run), i18n.language)} @${run.version}: ${named.get(run.state)}`}
                className={cell(run.state)}
              >
                <span className="matrix-date">
                  {isNewDate(n)
                    ? dateOf(run).slice('yyyy-'.length)
                    : clockText(new Date(run.createdAt), zone, i18n.language).slice(0, 'hh:mm'.length)}
                </span>
                <span className="visually-hidden">{named.get(run.state)}</span>
              </Link>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task, row) => (
          <tr key={task}>
            <th scope="row" title={task}>
              {task}
            </th>
            {runs.map(({ id, states }, column) => {
              const state = states[row] ?? '';
              const name = named.get(state);
              return (
                <td key={id}>
                  {state !== '' && (
                    <a
                      href={`${addresses[column]}${task}`}
                      tabIndex={-1}
                      className={cell(state)}
                      title={`${task}: ${name}`}
                      aria-label={name}
                    />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
});
