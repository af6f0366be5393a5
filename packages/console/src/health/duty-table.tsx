import type { Duty } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';

/** So many earlier leaders are shown. */
const SHOWN = 10;

/** Who leads what, in which term, and who did before. */
export function DutyTable({ duties }: { duties: readonly Duty[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<Duty>[] = [
    {
      key: 'duty',
      title: t('health.duty'),
      cellClassName: 'name',
      cell: ({ name, terms }) => <DutyName name={name} terms={terms} />,
    },
    {
      key: 'leader',
      title: t('health.leader'),
      cell: ({ state, terms: [now] }) =>
        state === 'vacant' ? <span className="pressure">{t('dutyState.vacant')}</span> : <Leader term={now} />,
    },
    { key: 'term', title: t('health.term'), className: 'number', cell: ({ terms: [now] }) => now?.term },
    {
      key: 'since',
      title: t('health.since'),
      className: 'medium',
      cell: ({ terms: [now] }) => <Instant at={now?.since} />,
    },
  ];
  return (
    <section className="panel" aria-labelledby="health-duties">
      <h2 id="health-duties">{t('health.duties')}</h2>
      {duties.length === 0 ? (
        <p className="soft">{t('health.noDuties')}</p>
      ) : (
        <FramedTable label={t('health.duties')} columns={columns} rows={duties} rowKey={({ name }) => name} />
      )}
    </section>
  );
}

type Term = Duty['terms'][number];

function DutyName({ name, terms }: Pick<Duty, 'name' | 'terms'>) {
  const { t } = useTranslation();
  const earlier = terms.slice(1, SHOWN + 1);
  return (
    <>
      <span translate="no">{name}</span>
      {earlier.length > 0 && (
        <details className="earlier">
          <summary>{t('health.earlier', { count: terms.length - 1 })}</summary>
          <ol>
            {earlier.map((term) => (
              <li key={term.term}>
                {term.term} · <Leader term={term} /> · <Instant at={term.since} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

/** By its host, while its row is kept; else by its id. */
function Leader({ term }: { term: Term | undefined }) {
  return term?.host === undefined ? (
    <span className="mono">{term?.server.slice(-6)}</span>
  ) : (
    <span translate="no">{term.host}</span>
  );
}
