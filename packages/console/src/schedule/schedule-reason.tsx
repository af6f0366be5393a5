import type { ScheduleReason } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { useSaid } from '../i18n/use-said.ts';
import { Clamped } from '../parts/clamped.tsx';
import { Instant } from '../time/instant.tsx';

/** Why a schedule does not fire: who, since when, and when it goes on by itself. */
export function ScheduleReasonText({ reason: { text, said, actor, since, resumeAt } }: { reason: ScheduleReason }) {
  const { t } = useTranslation();
  const inWords = useSaid();
  return (
    <div className="workflow-title">
      {text !== undefined && <Clamped text={inWords(said, text)} />}
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
