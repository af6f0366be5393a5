import type { ScheduleReason } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { Clamped } from '../parts/clamped.tsx';
import { Instant } from '../time/instant.tsx';

/** Why a schedule does not fire: who, since when, and when it goes on by itself. */
export function ScheduleReasonText({ reason: { text, actor, since, resumeAt } }: { reason: ScheduleReason }) {
  const { t } = useTranslation();
  return (
    <div className="workflow-title">
      {text !== undefined && <Clamped text={text} />}
      {actor !== undefined && t('schedule.by', { actor })}
      {since !== undefined && (
        <>
          {' · '}
          <Instant at={since} />
        </>
      )}
      {resumeAt !== undefined && (
        <>
          {' · '}
          {t('schedule.resumes')} <Instant at={resumeAt} />
        </>
      )}
    </div>
  );
}
