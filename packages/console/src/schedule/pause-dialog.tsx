import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { type ScheduleDialogProps, scheduleChange } from './schedule-change.ts';
import { hasPassed, UntilField, untilOf } from './until-field.tsx';

/** A pause says why, and may end by itself. */
export function PauseDialog(props: ScheduleDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const resumeAt = untilOf(until);
  const { workflow, name, id } = props.schedule;
  return (
    <ChangeDialog
      {...scheduleChange(props, 'pause')}
      title={t('schedule.pauseTitle', { name: `${workflow}/${name}` })}
      submit={t('schedule.pauseSubmit')}
      isReady={!hasPassed(until)}
      body={{ ...(reason !== '' && { reason }), ...(resumeAt !== undefined && { resumeAt }) }}
      cli={[
        `npx carillon schedule pause ${id}`,
        ...(reason === '' ? [] : [`--reason ${shellWord(reason)}`]),
        ...(resumeAt === undefined ? [] : [`--until ${resumeAt}`]),
      ].join(' ')}
    >
      <p className="soft">{t('schedule.pauseEffect')}</p>
      <ReasonField value={reason} onChange={setReason} />
      <UntilField value={until} onChange={setUntil} />
    </ChangeDialog>
  );
}
