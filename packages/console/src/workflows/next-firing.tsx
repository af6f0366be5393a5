import type { Workflow } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { scheduleLookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';

/** When the workflow fires next; of a paused one, that it does not, and when it would. */
export function NextFiring({ workflow: { nextFireAt, paused } }: { workflow: Workflow }) {
  const { t } = useTranslation();
  if (!paused || nextFireAt === undefined) return <Instant at={nextFireAt} />;
  return (
    <span className="paused-next">
      <StateIcon look={scheduleLookOf('paused')} /> {t('workflows.pausedElse')} <Instant at={nextFireAt} />
    </span>
  );
}
