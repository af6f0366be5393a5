import type { Healing } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { healingsQuery } from './health-queries.ts';

/** What servers made good by themselves, newest first. */
export function HealingList() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(healingsQuery);
  const columns: readonly Column<Healing>[] = [
    { key: 'at', title: t('health.healed'), className: 'tight', cell: ({ at }) => <Instant at={at} /> },
    { key: 'what', title: t('health.what'), cell: ({ kind, done }) => t(`healing.${kind}`, { defaultValue: done }) },
    {
      key: 'object',
      title: t('health.object'),
      className: 'tight',
      cell: (healing) => <HealedObject healing={healing} />,
    },
    {
      key: 'by',
      title: t('health.by'),
      className: 'medium tight',
      cell: ({ host, server }) => <span translate="no">{host ?? server}</span>,
    },
  ];
  return (
    <section className="panel" aria-labelledby="health-healings">
      <h2 id="health-healings">{t('health.healings')}</h2>
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
  if (object === undefined) return <span className="soft">{t('health.several', { count })}</span>;
  if (object.startsWith('run_'))
    return (
      <Link to="/r/$runId" params={{ runId: object }} className="mono">
        {object}
      </Link>
    );
  return <span className="mono">{object}</span>;
}
