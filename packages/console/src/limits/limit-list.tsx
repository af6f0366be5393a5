import type { Limit } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { Instant } from '../time/instant.tsx';
import { useNow } from '../time/use-now.ts';
import { limitQuery, limitsQuery } from './limit-queries.ts';
import { RuleList } from './rule-list.tsx';

/** Limits as they are used, and those that the tenant and its projects set. */
export function LimitList() {
  return (
    <>
      <LimitsInUse />
      <RuleList />
    </>
  );
}

/** Limits that somebody has or wants now; who they are on request. */
function LimitsInUse() {
  const { t } = useTranslation();
  const { environment } = usePlace();
  const query = useQuery(limitsQuery(environment));
  const [shown, setShown] = useState<string>();
  const now = useNow();
  const columns: readonly Column<Limit>[] = [
    {
      key: 'name',
      title: t('limits.name'),
      cellClassName: 'name',
      cell: ({ id, name, key }) => (
        <>
          <button
            type="button"
            className="link"
            aria-expanded={shown === id}
            onClick={() => setShown(shown === id ? undefined : id)}
          >
            {name}
          </button>
          {key !== '' && <div className="workflow-title">{key}</div>}
          {shown === id && <Parties id={id} />}
        </>
      ),
    },
    { key: 'level', title: t('limits.level'), className: 'medium', cell: ({ level }) => t(`limitLevel.${level}`) },
    {
      key: 'held',
      title: t('limits.held'),
      cell: ({ held, max, freeAt }) => {
        if (max !== undefined) return t('limits.heldOf', { held, max });
        if (freeAt === undefined || Date.parse(freeAt) <= now) return t('limits.free');
        return (
          <>
            {t('limits.next')} <Instant at={freeAt} />
          </>
        );
      },
    },
    { key: 'waiting', title: t('limits.waiting'), cell: ({ waiting }) => waiting },
  ];
  return (
    <QueryView query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('limits.empty')} hint={t('limits.emptyHint')} />
        ) : (
          <FramedTable label={t('limits.title')} columns={columns} rows={items} rowKey={({ id }) => id} />
        )
      }
    </QueryView>
  );
}

function Parties({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(limitQuery(id));
  return (
    <QueryView query={query}>
      {({ holders = [], line = [] }) => (
        <ul className="soft">
          {[
            ...holders.map((party) => ({ ...party, is: 'holds' as const })),
            ...line.map((party) => ({ ...party, is: 'waits' as const })),
          ].map(({ runId, task, workflow, since, is }) => (
            <li key={`${is} ${runId} ${task ?? ''}`}>
              {t(`limitParty.${is}`)}{' '}
              <Link to="/r/$runId" params={{ runId }}>{`${workflow}${task ? ` / ${task}` : ''}`}</Link>{' '}
              <Instant at={since} />
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}
