import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { viewerZone } from '../time/zone.ts';
import { type ScheduleDialogProps, scheduleChange } from './schedule-change.ts';

/** A pause says why, and may end by itself. */
export function PauseDialog(props: ScheduleDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const resumeAt = until === '' ? undefined : new Date(until).toISOString();
  const { workflow, name, id: scheduleId } = props.schedule;
  return (
    <ChangeDialog
      {...scheduleChange(props, 'pause')}
      title={t('schedule.pauseTitle', { name: `${workflow}/${name}` })}
      submit={t('schedule.pauseSubmit')}
      body={{ ...(reason !== '' && { reason }), ...(resumeAt !== undefined && { resumeAt }) }}
      cli={[
        `npx carillon schedule pause ${scheduleId}`,
        ...(reason === '' ? [] : [`--reason ${shellWord(reason)}`]),
        ...(resumeAt === undefined ? [] : [`--until ${resumeAt}`]),
      ].join(' ')}
    >
      <p className="soft">{t('schedule.pauseEffect')}</p>
      <ReasonField value={reason} onChange={setReason} />
      <div className="field">
        <label htmlFor={`${id}-until`}>
          {t('schedule.resumeAt')}
          <span className="param-type">{viewerZone()}</span>
        </label>
        <Input
          id={`${id}-until`}
          type="datetime-local"
          value={until}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setUntil(event.target.value)}
        />
        <p id={`${id}-hint`} className="hint">
          {t('schedule.resumeAtHint')}
        </p>
      </div>
    </ChangeDialog>
  );
}
