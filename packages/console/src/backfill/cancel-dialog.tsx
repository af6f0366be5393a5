import type { Backfill } from '@carillon/protocol';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceList } from '../parts/choice-list.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { useBackfillChange } from './use-backfill-change.ts';

/** Says what is left out before it is. Runs that are open finish, unless asked otherwise. */
export function CancelDialog({ backfill: { id, totals }, onClose }: { backfill: Backfill; onClose: () => void }) {
  const { t } = useTranslation();
  const reasonId = useId();
  const [open, setOpen] = useState<'finish' | 'stop'>('finish');
  const [reason, setReason] = useState('');
  const change = useBackfillChange(id, onClose);
  const body = { ...(reason !== '' && { reason }), ...(open === 'stop' && { stopRuns: true }) };
  return (
    <Dialog
      title={t('backfill.cancelTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('backfill.keep')}</Button>
          <Button
            type="primary"
            danger
            loading={change.isPending}
            onClick={() => change.mutate({ verb: 'cancel', body })}
          >
            {t('backfill.cancel')}
          </Button>
        </>
      }
    >
      <div className="start-form">
        <p>{t('backfill.cancelEffect', { count: totals.planned })}</p>
        {totals.running > 0 && (
          <ChoiceList
            label={t('backfill.openRuns', { count: totals.running })}
            value={open}
            onChange={setOpen}
            choices={[
              { value: 'finish', label: t('backfill.letFinish') },
              { value: 'stop', label: t('backfill.stopThem') },
            ]}
          />
        )}
        <div className="field">
          <label htmlFor={reasonId}>{t('schedule.reason')}</label>
          <Input id={reasonId} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </div>
        {change.error && <ErrorView error={change.error} />}
        <SameCommand
          cli={[
            `npx carillon backfill cancel ${id}`,
            ...(open === 'stop' ? ['--stop-runs'] : []),
            ...(reason === '' ? [] : [`--reason ${shellWord(reason)}`]),
          ].join(' ')}
          http={{ path: `/backfills/${id}/cancel`, body }}
        />
      </div>
    </Dialog>
  );
}
