import type { BulkPlan } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../parts/action-button.tsx';
import { ErrorView } from '../parts/page.tsx';
import { ofNouns, useChange } from '../parts/use-change.ts';
import { isOpenBulk } from './bulk-queries.ts';

const VERBS = { running: ['pause', 'cancel'], paused: ['resume', 'cancel'] } as const;

/** What may be done to a command that is under way. */
export function BulkVerbs({ plan }: { plan: BulkPlan }) {
  if (!isOpenBulk(plan)) return null;
  return VERBS[plan.state === 'paused' ? 'paused' : 'running'].map((verb) => (
    <VerbButton key={verb} plan={plan} verb={verb} />
  ));
}

function VerbButton({ plan, verb }: { plan: BulkPlan; verb: 'pause' | 'resume' | 'cancel' }) {
  const { t } = useTranslation();
  const change = useChange<BulkPlan>({ path: `/plans/${plan.id}/${verb}`, changes: ofNouns(['bulk', 'bulks']) });
  return (
    <>
      {change.error && <ErrorView error={change.error} />}
      <ActionButton
        action={plan.actions[verb]}
        text={t(`bulkVerb.${verb}`)}
        danger={verb === 'cancel'}
        busy={change.isPending}
        onClick={() => change.mutate({})}
      />
    </>
  );
}
