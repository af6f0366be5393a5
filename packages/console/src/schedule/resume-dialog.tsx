import type { ScheduleDocument } from '@carillon/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { withReason } from '../parts/with-reason.ts';
import { CatchUpChoice } from './catch-up-choice.tsx';
import { type ScheduleDialogProps, scheduleChange } from './schedule-change.ts';

export function ResumeDialog(props: ScheduleDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [catchUp, setCatchUp] = useState(false);
  const { workflow, name, id, definition } = props.schedule;
  const policy = (definition as ScheduleDocument).misfire?.policy ?? 'fire_once';
  return (
    <ChangeDialog
      {...scheduleChange(props, 'resume')}
      title={t('schedule.resumeTitle', { name: `${workflow}/${name}` })}
      submit={t('schedule.resumeSubmit')}
      body={{ catchUp, ...(reason !== '' && { reason }) }}
      cli={withReason(`npx carillon schedule resume ${id}${catchUp ? ' --catch-up' : ''}`, reason)}
    >
      <ReasonField value={reason} onChange={setReason} />
      <CatchUpChoice
        catchesUp={catchUp}
        onChange={setCatchUp}
        hint={t('schedule.resumeCatchUpHint', { policy: t(`misfire.${policy}`) })}
      />
    </ChangeDialog>
  );
}
