import type { Schedule } from '@carillon/protocol';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../parts/action-button.tsx';
import type { IconName } from '../parts/icon.tsx';
import { FireDialog } from './fire-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { ResumeDialog } from './resume-dialog.tsx';
import './schedule.css';

const DIALOGS = { pause: PauseDialog, resume: ResumeDialog, fire: FireDialog } as const;
type Asked = keyof typeof DIALOGS;

/** Pause or resume, fire now, simulate: as icons in a row, as words on a page. */
export function ScheduleActions({ schedule, compact = false }: { schedule: Schedule; compact?: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const { actions, project, id, workflow, name } = schedule;
  const simulate = () =>
    void navigate({
      to: '/p/$project/schedule/$scheduleId',
      params: { project, scheduleId: id },
      search: { view: 'simulate' },
    });
  const Ask = asked && DIALOGS[asked];
  const canResume = actions.resume.allowed || schedule.state === 'paused' || schedule.state === 'quarantined';
  // On a page its workflow may be paused as well.
  const texts = {
    pause: t(compact ? 'schedule.pause' : 'schedule.pauseThis'),
    resume: t(compact ? 'schedule.resume' : 'schedule.resumeThis'),
    fire: t('schedule.fire'),
  };
  const act = (key: Asked, icon: IconName) => (
    <ActionButton
      key={key}
      icon={icon}
      text={texts[key]}
      action={actions[key]}
      {...(compact && { bare: true, name: `${texts[key]} ${workflow}/${name}` })}
      onClick={() => setAsked(key)}
    />
  );
  return (
    <span className={compact ? 'row-actions' : 'page-actions'}>
      {canResume ? act('resume', 'resume') : act('pause', 'pause')}
      {act('fire', 'play')}
      {compact && (
        <ActionButton
          icon="compare"
          text={t('schedule.simulate')}
          name={`${t('schedule.simulate')} ${workflow}/${name}`}
          action={{ allowed: true }}
          bare
          onClick={simulate}
        />
      )}
      {Ask && <Ask schedule={schedule} onClose={() => setAsked(undefined)} />}
    </span>
  );
}
