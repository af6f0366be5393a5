import type { Channel, SetChannel } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { ALERTS_KEY } from './alert-queries.ts';
import { TextField } from './text-field.tsx';

interface ChannelDialogProps {
  readonly project: string;
  /** Undefined: a new one. */
  readonly channel: Channel | undefined;
  readonly onClose: () => void;
}

/** Sets where notices go: an address, or the secret that holds it. */
export function ChannelDialog({ project, channel, onClose }: ChannelDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(channel?.name ?? '');
  const [url, setUrl] = useState(channel?.url ?? '');
  const [urlSecret, setUrlSecret] = useState(channel?.urlSecret ?? '');
  const [signingSecret, setSigningSecret] = useState(channel?.signingSecret ?? '');
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const body: SetChannel = {
    project,
    name,
    enabled,
    ...(url !== '' && { url }),
    ...(urlSecret !== '' && { urlSecret }),
    ...(signingSecret !== '' && { signingSecret }),
  };
  const save = useMutation({
    mutationFn: () => post<Channel>('/channels', body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ALERTS_KEY });
      onClose();
    },
  });
  return (
    <Dialog
      title={channel ? t('channel.title', { name }) : t('channel.newTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={name === ''} loading={save.isPending} onClick={() => save.mutate()}>
            {t('channel.save')}
          </Button>
        </>
      }
    >
      <div className="start-form">
        {!channel && <TextField label={t('channel.name')} value={name} onChange={setName} />}
        <TextField label={t('channel.url')} value={url} onChange={setUrl} hint={t('channel.urlHint')} />
        <TextField label={t('channel.urlSecret')} value={urlSecret} onChange={setUrlSecret} />
        <TextField label={t('channel.signingSecret')} value={signingSecret} onChange={setSigningSecret} />
        <label className="check-line">
          <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
          <span>{t('channel.enabled')}</span>
        </label>
        {save.error && <ErrorView error={save.error} />}
        <SameCommand cli={commandOf(body)} http={{ path: '/channels', body }} />
      </div>
    </Dialog>
  );
}

function commandOf({ project, name, url, urlSecret, signingSecret, enabled = true }: SetChannel): string {
  return [
    `npx carillon channel set ${shellWord(name)} --project ${project}`,
    url && `--url ${shellWord(url)}`,
    urlSecret && `--url-secret ${urlSecret}`,
    signingSecret && `--sign-with ${signingSecret}`,
    !enabled && '--disable',
  ]
    .filter(Boolean)
    .join(' ');
}
