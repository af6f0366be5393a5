import type { ScheduleDocument } from '@carillon/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ChoiceList } from '../parts/choice-list.tsx';
import { type ScheduleDialogProps, scheduleChange } from './schedule-change.ts';

/** What becomes of the firings that the pause kept back is the person's choice. */
export function ResumeDialog(props: ScheduleDialogProps) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState<'forward' | 'catch_up'>('forward');
  const { workflow, name, id, definition } = props.schedule;
  const policy = (definition as ScheduleDocument).misfire?.policy ?? 'fire_once';
  const catchUp = choice === 'catch_up';
  return (
    <ChangeDialog
      {...scheduleChange(props, 'resume')}
      title={t('schedule.resumeTitle', { name: `${workflow}/${name}` })}
      submit={t('schedule.resumeSubmit')}
      body={{ catchUp }}
      cli={`npx carillon schedule resume ${id}${catchUp ? ' --catch-up' : ''}`}
    >
      <ChoiceList
        label={t('schedule.resumeChoice')}
        value={choice}
        onChange={setChoice}
        choices={[
          { value: 'forward', label: t('schedule.resumeForward'), hint: t('schedule.resumeForwardHint') },
          {
            value: 'catch_up',
            label: t('schedule.resumeCatchUp'),
            hint: t('schedule.resumeCatchUpHint', { policy: t(`misfire.${policy}`) }),
          },
        ]}
      />
    </ChangeDialog>
  );
}
