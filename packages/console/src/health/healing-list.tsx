import type { Healing } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { healingsQuery } from './health-queries.ts';
import { ServerName } from './server-name.tsx';

/** What servers made good by themselves, newest first. */
export function HealingList() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(healingsQuery);
  const columns: readonly Column<Healing>[] = [
    { key: 'at', title: t('health.healed'), className: 'tight', cell: ({ at }) => <Instant at={at} /> },
    {
      key: 'what',
      title: t('health.what'),
      cell: (healing) => (
        <>
          {t(`healing.${healing.kind}`, { defaultValue: healing.done })}
          <HealedObject healing={healing} />
        </>
      ),
    },
    {
      key: 'by',
      title: t('health.by'),
      className: 'medium tight',
      cell: ({ host, server }) => <ServerName server={server} host={host} />,
    },
  ];
  return (
    <section className="panel">
      <h2>{t('health.healings')}</h2>
      <QueryView query={query} rows={3}>
        {({ pages }) => {
          const healings = pages.flatMap(({ items }) => items);
          if (healings.length === 0) return <Empty title={t('health.noHealings')} hint={t('health.noHealingsHint')} />;
          return (
            <>
              <FramedTable label={t('health.healings')} columns={columns} rows={healings} rowKey={({ id }) => id} />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}

function HealedObject({ healing: { object, count } }: { healing: Healing }) {
  const { t } = useTranslation();
  if (object === undefined) return <div className="soft">{t('health.several', { count })}</div>;
  return (
    <div className="healed mono">
      {object.startsWith('run_') ? (
        <Link to="/r/$runId" params={{ runId: object }}>
          {object}
        </Link>
      ) : (
        object
      )}
    </div>
  );
}
