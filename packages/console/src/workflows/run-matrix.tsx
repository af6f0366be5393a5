import type { RunMatrix } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type CSSProperties, memo, type MouseEvent, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { Empty, QueryView } from '../parts/page.tsx';
import { lookOf } from '../states/families.ts';
import { clockText, dateLabel } from '../time/format.ts';
import { useZone } from '../time/zone.ts';
import { dateOfRun } from './matrix-date.ts';
import { matrixQuery } from './matrix-query.ts';
import './run-matrix.css';

const ROW_PX = 26;
const ROWS_A_FRAME = 25;

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

/** What is in sight is drawn first; the thousands of cells below follow by the frame, so that nothing has to wait for all. */
function useRowsDrawn(count: number): number {
  const [drawn, setDrawn] = useState(() => Math.ceil(window.innerHeight / ROW_PX));
  useEffect(() => {
    if (drawn >= count) return;
    const frame = requestAnimationFrame(() => setDrawn(drawn + ROWS_A_FRAME));
    return () => cancelAnimationFrame(frame);
  }, [drawn, count]);
  return drawn;
}

/** Thousands of cells: drawn anew only when a state has changed. */
const Matrix = memo(function Matrix({ matrix, project }: { matrix: RunMatrix; project: string }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const router = useRouter();
  const { runs } = matrix;
  const tasks = matrix.tasks.slice(0, useRowsDrawn(matrix.tasks.length));
  const longest = Math.max(...matrix.tasks.map(({ length }) => length));
  const dates = useMemo(() => runs.map((run) => dateOfRun(run, zone)), [runs, zone]);
  /** Further runs of a date are told by when they began to be. */
  const isNewDate = (n: number): boolean => dates[n - 1] !== dates[n];
  const named = useMemo(
    () =>
      new Map(
        [...new Set(runs.flatMap(({ state, states }) => [state, ...states]))].map((state) => [
          state,
          state === '' ? t('workflow.noTask') : t(`state.${state}`, state),
        ]),
      ),
    [runs, t],
  );
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
    // All of the cell, which is larger than its mark.
    const link = (event.target as HTMLElement).closest('td')?.querySelector('a');
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
                title={`${dateLabel(dates[n] ?? '', i18n.language)} @${run.version}: ${named.get(run.state)}`}
                className="matrix-head"
              >
                <span className={cell(run.state)} />
                <span className="matrix-date">
                  {isNewDate(n)
                    ? dates[n]?.slice('yyyy-'.length)
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
          <Row key={task} task={task} row={row} runs={runs} addresses={addresses} named={named} />
        ))}
      </tbody>
    </table>
  );
});

interface RowProps {
  readonly task: string;
  readonly row: number;
  readonly runs: RunMatrix['runs'];
  /** Of each run, up to the task. */
  readonly addresses: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

const Row = memo(function Row({ task, row, runs, addresses, named }: RowProps) {
  return (
    <tr>
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
  );
});

function cell(state: string): string {
  const { family, pattern } = lookOf(state);
  return `matrix-cell family-${family} ${pattern} is-${state}`;
}
