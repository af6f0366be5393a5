import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { ALERTS_KEY } from './alert-queries.ts';
import { TextField } from './text-field.tsx';

/** Whoever sees to a cause may say what is done about it. */
export function AcknowledgeDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  return (
    <ChangeDialog
      title={t('alerts.acknowledgeTitle')}
      submit={t('alerts.acknowledge')}
      path={`/alerts/${id}/acknowledge`}
      body={note === '' ? {} : { note }}
      cli={`npx carillon alert ack ${id}${note === '' ? '' : ` --note ${shellWord(note)}`}`}
      changes={ALERTS_KEY}
      onClose={onClose}
    >
      <p className="soft">{t('alerts.acknowledgeEffect')}</p>
      <TextField label={t('alerts.acknowledgeNote')} value={note} onChange={setNote} />
    </ChangeDialog>
  );
}
