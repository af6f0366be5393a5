import type { Token } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../parts/copy-button.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { Empty, FilteredOut, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { useNow } from '../time/use-now.ts';
import type { NameFilter } from './admin-page.tsx';
import { tokensQuery } from './admin-queries.ts';
import { useLastUsedColumn } from './shared-columns.tsx';
import { CreateTokenDialog, RevokeTokenDialog } from './token-dialogs.tsx';

/** Who may call with what rights, without the tokens themselves: those are kept nowhere. */
export function TokenList({ q, onFilter }: NameFilter) {
  const { t } = useTranslation();
  const query = useQuery(tokensQuery);
  const [asked, setAsked] = useState<Token | 'new'>();
  const close = () => setAsked(undefined);
  return (
    <>
      <div className="toolbar">
        <div className="filters">
          <FilterInput label={t('tokens.filter')} value={q} onChange={onFilter} />
        </div>
        <Button onClick={() => setAsked('new')}>{t('tokens.create')}</Button>
      </div>
      <QueryView query={query}>
        {({ items }) => {
          const shown = items.filter(({ name, account }) =>
            `${name}\n${account}`.toLowerCase().includes(q.toLowerCase()),
          );
          if (items.length === 0) return <Empty title={t('tokens.empty')} />;
          if (shown.length === 0) return <FilteredOut title={t('tokens.filtered')} onReset={() => onFilter('')} />;
          return <TokenTable tokens={shown} onRevoke={setAsked} />;
        }}
      </QueryView>
      {asked === 'new' && <CreateTokenDialog onClose={close} />}
      {asked !== undefined && asked !== 'new' && <RevokeTokenDialog token={asked} onClose={close} />}
    </>
  );
}

function TokenTable({ tokens, onRevoke }: { tokens: readonly Token[]; onRevoke: (token: Token) => void }) {
  const { t } = useTranslation();
  const now = useNow();
  const hasEnded = ({ expiresAt }: Token) => expiresAt !== undefined && Date.parse(expiresAt) <= now;
  const columns: readonly Column<Token>[] = [
    {
      key: 'name',
      title: t('tokens.name'),
      cellClassName: 'name break',
      cell: ({ id, name }) => (
        <>
          {name} <CopyButton text={id} label={t('action.copyId')} />
        </>
      ),
    },
    { key: 'kind', title: t('tokens.kind'), cell: ({ tokenKind }) => t(`tokenKind.${tokenKind}`) },
    { key: 'account', title: t('tokens.account'), className: 'medium', cell: ({ account }) => account },
    {
      key: 'expires',
      title: t('tokens.expires'),
      cell: (token) => (
        <>
          {token.expiresAt === undefined ? t('tokens.never') : <Instant at={token.expiresAt} />}
          {hasEnded(token) && <div className="workflow-title">{t('tokens.ended')}</div>}
        </>
      ),
    },
    useLastUsedColumn(),
    {
      key: 'created',
      title: t('tokens.created'),
      className: 'wide',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('admin.actions')}</span>,
      cellClassName: 'tight',
      cell: (token) =>
        !hasEnded(token) && (
          <Button
            size="small"
            aria-label={t('tokens.revokeTitle', { name: token.name })}
            onClick={() => onRevoke(token)}
          >
            {t('tokens.revoke')}
          </Button>
        ),
    },
  ];
  return <FramedTable columns={columns} rows={tokens} rowKey={({ id }) => id} />;
}
