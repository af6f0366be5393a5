import type { AlertNotice, Channel } from '@carillon/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, post } from '../api/client.ts';
import { useSaid } from '../i18n/use-said.ts';
import { Empty, QueryView, useErrorText } from '../parts/page.tsx';
import { RemoveDialog } from '../parts/remove-dialog.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { ALERTS_KEY, channelsQuery } from './alert-queries.ts';
import { ChannelDialog } from './channel-dialog.tsx';

const ASK_EVERY_MS = 1_000;

/** Where the notices of the project go, and whether they arrive. */
export function ChannelList({ project }: { project: string }) {
  const { t } = useTranslation();
  const inWords = useSaid();
  const query = useQuery(channelsQuery(project));
  const [edited, setEdited] = useState<Channel | 'new'>();
  const [removed, setRemoved] = useState<Channel>();
  const columns: readonly Column<Channel>[] = [
    {
      key: 'name',
      title: t('channel.name'),
      cellClassName: 'name',
      cell: ({ name, enabled }) => (
        <>
          {name}
          {!enabled && <div className="workflow-title">{t('channel.off')}</div>}
        </>
      ),
    },
    {
      key: 'to',
      title: t('channel.to'),
      cellClassName: 'break',
      cell: ({ url, urlSecret }) => url ?? t('channel.secret', { name: urlSecret }),
    },
    {
      key: 'delivered',
      title: t('channel.delivered'),
      className: 'medium',
      cell: ({ deliveredAt, error, errorSaid }) => (
        <>
          <Instant at={deliveredAt} />
          {error !== undefined && <div className="workflow-title pressure">{inWords(errorSaid, error)}</div>}
        </>
      ),
    },
    { key: 'waiting', title: t('channel.waiting'), className: 'number wide', cell: ({ waiting }) => waiting },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('channel.change')}</span>,
      cellClassName: 'tight',
      cell: (channel) => (
        <div className="cause-do">
          <TestChannel channel={channel} />
          <Button size="small" onClick={() => setEdited(channel)}>
            {t('channel.change')}
          </Button>
          <Button size="small" onClick={() => setRemoved(channel)}>
            {t('channel.remove')}
          </Button>
        </div>
      ),
    },
  ];
  return (
    <>
      <div className="toolbar">
        <p className="soft">{t('channel.note')}</p>
        <Button onClick={() => setEdited('new')}>{t('channel.add')}</Button>
      </div>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('channel.empty')} hint={t('channel.emptyHint')} />
          ) : (
            <FramedTable label={t('alerts.channels')} columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </QueryView>
      {edited && (
        <ChannelDialog
          project={project}
          channel={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removed && (
        <RemoveDialog
          title={t('channel.removeTitle', { name: removed.name })}
          effect={
            removed.waiting > 0 ? t('channel.removeWaiting', { count: removed.waiting }) : t('channel.removeEffect')
          }
          submit={t('channel.removeSubmit')}
          path={`/channels/${removed.id}`}
          cli={`npx carillon channel rm ${shellWord(removed.name)} --project ${project}`}
          changes={ALERTS_KEY}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </>
  );
}

/** Sends a test and says what became of it: the alerter sends, so it takes a moment. */
function TestChannel({ channel: { id } }: { channel: Channel }) {
  const { t } = useTranslation();
  const inWords = useSaid();
  const errorText = useErrorText();
  const test = useMutation({ mutationFn: () => post<AlertNotice>(`/channels/${id}/test`, {}) });
  const noticeId = test.data?.id;
  const { data: notice } = useQuery({
    queryKey: ['alert-notice', noticeId],
    queryFn: ({ signal }) => get<AlertNotice>(`/alert-notices/${noticeId}`, {}, signal),
    enabled: noticeId !== undefined,
    refetchInterval: ({ state }) => (isSettled(state.data) ? false : ASK_EVERY_MS),
  });
  const outcome = (): string => {
    if (test.error) return errorText(test.error);
    if (!isSettled(notice)) return '';
    return notice?.error === undefined ? t('channel.arrived') : inWords(notice.errorSaid, notice.error);
  };
  const isWaiting = test.isPending || (noticeId !== undefined && !isSettled(notice));
  return (
    <span className="channel-test">
      <Button size="small" loading={isWaiting} onClick={() => test.mutate()}>
        {isWaiting ? t('channel.testing') : t('channel.test')}
      </Button>
      <span role="status" className={notice?.error === undefined ? 'soft' : 'pressure'}>
        {outcome()}
      </span>
    </span>
  );
}

/** It was tried once: whether it arrived is known. */
const isSettled = (notice: AlertNotice | undefined): boolean =>
  notice !== undefined && (notice.state !== 'pending' || notice.tries > 0);
