import type { Workflow } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { scheduleLookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';

/** When the workflow fires next; of a paused one, that it does not, and when it goes on or else would fire. */
export function NextFiring({ workflow: { nextFireAt, paused, pause } }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const resumeAt = pause?.resumeAt;
  const at = resumeAt ?? nextFireAt;
  if (!paused || at === undefined) return <Instant at={nextFireAt} />;
  return (
    <span className="paused-next">
      <StateIcon look={scheduleLookOf('paused')} />{' '}
      {t(resumeAt === undefined ? 'workflows.pausedElse' : 'workflows.pausedUntil')} <Instant at={at} />
    </span>
  );
}
