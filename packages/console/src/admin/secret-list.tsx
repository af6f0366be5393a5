import type { Secret } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { Empty, FilteredOut, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import type { NameFilter } from './admin-page.tsx';
import { secretsQuery, secretUsageQuery } from './admin-queries.ts';
import { LevelBelow, LevelName } from './level.tsx';
import { RemoveSecretDialog, SetSecretDialog } from './secret-dialogs.tsx';
import { useActionsColumn, useLastUsedColumn, useUpdatedColumn } from './shared-columns.tsx';

type Asked = { readonly verb: 'new' } | { readonly verb: 'set' | 'remove'; readonly secret: Secret };

/** What secrets there are and who is given them; their values are shown to nobody. */
export function SecretList({ q, onFilter }: NameFilter) {
  const { t } = useTranslation();
  const query = useQuery(secretsQuery);
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <>
      <div className="toolbar">
        <div className="filters">
          <FilterInput label={t('admin.filterName')} value={q} onChange={onFilter} />
        </div>
        <Button onClick={() => setAsked({ verb: 'new' })}>{t('secrets.add')}</Button>
      </div>
      <QueryView query={query}>
        {({ items }) => {
          const shown = items.filter(({ name }) => name.includes(q.toLowerCase()));
          if (items.length === 0) return <Empty title={t('secrets.empty')} hint={t('secrets.emptyHint')} />;
          if (shown.length === 0) return <FilteredOut title={t('secrets.filtered')} onReset={() => onFilter('')} />;
          return <SecretTable secrets={shown} onAsk={setAsked} />;
        }}
      </QueryView>
      {asked?.verb === 'new' && <SetSecretDialog onClose={close} />}
      {asked?.verb === 'set' && <SetSecretDialog secret={asked.secret} onClose={close} />}
      {asked?.verb === 'remove' && <RemoveSecretDialog secret={asked.secret} onClose={close} />}
    </>
  );
}

function SecretTable({ secrets, onAsk }: { secrets: readonly Secret[]; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string>();
  const columns: readonly Column<Secret>[] = [
    {
      key: 'name',
      title: t('secrets.name'),
      cellClassName: 'name break',
      cell: (secret) => (
        <>
          {secret.name}
          <div className="workflow-title">{t('secrets.version', { version: secret.version })}</div>
          <LevelBelow {...secret} />
        </>
      ),
    },
    { key: 'level', title: t('admin.level'), className: 'medium', cell: (secret) => <LevelName {...secret} /> },
    {
      key: 'usedBy',
      title: t('secrets.usedBy'),
      cell: (secret) => {
        const { id, name, usedBy } = secret;
        if (usedBy === 0) return <span className="soft">{t('secrets.unused')}</span>;
        const isShown = shown === id;
        return (
          <>
            <button
              type="button"
              className="link"
              aria-expanded={isShown}
              aria-label={t('secrets.usedByTitle', { name, count: usedBy })}
              onClick={() => setShown(isShown ? undefined : id)}
            >
              {usedBy}
            </button>
            {isShown && <SecretUses secret={secret} />}
          </>
        );
      },
    },
    useLastUsedColumn(),
    useUpdatedColumn(),
    useActionsColumn([
      {
        key: 'set',
        text: t('secrets.set'),
        name: ({ name }) => t('secrets.setTitle', { name }),
        act: (secret) => onAsk({ verb: 'set', secret }),
      },
      {
        key: 'remove',
        text: t('admin.remove'),
        name: ({ name }) => t('secrets.removeTitle', { name }),
        act: (secret) => onAsk({ verb: 'remove', secret }),
      },
    ]),
  ];
  return <FramedTable columns={columns} rows={secrets} rowKey={({ id }) => id} />;
}

function SecretUses({ secret: { name, project, environment } }: { secret: Secret }) {
  const { t } = useTranslation();
  const query = useQuery(secretUsageQuery(name, { project, environment }));
  return (
    <QueryView query={query} rows={2}>
      {({ items }) => (
        <ul className="secret-uses">
          {items.map((use) => (
            <li key={JSON.stringify(use)}>
              {use.workflow === undefined ? (
                <Link
                  className="in-text"
                  to="/p/$project/alerts"
                  params={{ project: use.project }}
                  search={{ tab: 'channels' }}
                >
                  {t('secrets.channel', { name: use.channel })}
                </Link>
              ) : (
                <Link
                  className="in-text"
                  to="/p/$project/w/$workflow"
                  params={{ project: use.project, workflow: use.workflow }}
                  search={use.environment === undefined ? {} : { env: use.environment }}
                >
                  {use.workflow}
                </Link>
              )}{' '}
              <span className="soft">
                {[use.project, use.environment, !use.effective && t('secrets.narrower')].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}
