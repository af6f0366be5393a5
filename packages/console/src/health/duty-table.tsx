import type { Duty } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { ServerName } from './server-name.tsx';

/** Of the duties that read events: who for comes behind it. */
const READS = 'consumer ';

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
        state === 'vacant' ? <span className="pressure">{t('dutyState.vacant')}</span> : now && <ServerName {...now} />,
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
    <section className="panel">
      <h2>{t('health.duties')}</h2>
      {duties.length === 0 ? (
        <p className="soft">{t('health.noDuties')}</p>
      ) : (
        <FramedTable label={t('health.duties')} columns={columns} rows={duties} rowKey={({ name }) => name} />
      )}
    </section>
  );
}

function DutyName({ name, terms }: Pick<Duty, 'name' | 'terms'>) {
  const { t } = useTranslation();
  const earlier = terms.slice(1, SHOWN + 1);
  return (
    <>
      {name.startsWith(READS) ? (
        t('health.readsEvents', { consumer: name.slice(READS.length) })
      ) : (
        <span translate="no">{t(`dutyName.${name}`, name)}</span>
      )}
      {earlier.length > 0 && (
        <details className="earlier">
          <summary>{t('health.earlier', { count: terms.length - 1 })}</summary>
          <ol>
            {earlier.map((term) => (
              <li key={term.term}>
                {term.term} · <ServerName {...term} /> · <Instant at={term.since} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
