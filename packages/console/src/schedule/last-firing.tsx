import type { Schedule } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FiringOutcomeLabel } from '../states/state-label.tsx';
import { durationText } from '../time/duration.ts';
import { Instant } from '../time/instant.tsx';
import './schedule.css';

/** What became of the last logical time, and how late it was. */
export function LastFiring({
  schedule: { lastFiring, project },
}: {
  schedule: Pick<Schedule, 'lastFiring' | 'project'>;
}) {
  const { t } = useTranslation();
  if (!lastFiring) return <span className="soft">{t('schedule.neverFired')}</span>;
  const { logicalTime, outcome, latenessMs, runId } = lastFiring;
  return (
    <div>
      <FiringOutcomeLabel outcome={outcome} />
      <div className="workflow-title last-firing">
        <Instant at={logicalTime} />
        {latenessMs !== undefined && <span>{t('schedule.late', { duration: durationText(latenessMs) })}</span>}
        {runId !== undefined && (
          <Link to="/p/$project/r/$runId" params={{ project, runId }}>
            {t('schedule.openRun')}
          </Link>
        )}
      </div>
    </div>
  );
}
