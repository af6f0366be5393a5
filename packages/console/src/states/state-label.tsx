import { useTranslation } from 'react-i18next';
import {
  backfillDateLookOf,
  backfillLookOf,
  firingLookOf,
  freshnessLookOf,
  type Look,
  lookOf,
  scheduleLookOf,
  serverLookOf,
  workerLookOf,
} from './families.ts';
import { StateIcon } from './state-icon.tsx';

/** Icon and word of a state of any kind. */
export function Label({ look, text }: { look: Look; text: string }) {
  return (
    <span className={`state-label family-${look.family}`}>
      <StateIcon look={look} />
      <span>{text}</span>
    </span>
  );
}

/** Icon and word of a run's, task run's or attempt's state. */
export function StateLabel({ state, reasonCode }: { state: string; reasonCode?: string | undefined }) {
  const { t } = useTranslation();
  return <Label look={lookOf(state, reasonCode)} text={t(`state.${state}`, state)} />;
}

/** One that is on rests all the same while its workflow is paused. */
export function ScheduleStateLabel({ state, reasonCode }: { state: string; reasonCode?: string | undefined }) {
  const { t } = useTranslation();
  if (reasonCode === 'WORKFLOW_PAUSED')
    return <Label look={scheduleLookOf('paused')} text={t('scheduleState.workflowPaused')} />;
  return <Label look={scheduleLookOf(state)} text={t(`scheduleState.${state}`, state)} />;
}

export function WorkerStateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Label look={workerLookOf(state)} text={t(`workerState.${state}`, state)} />;
}

export function FreshnessLabel({ freshness }: { freshness: string }) {
  const { t } = useTranslation();
  return <Label look={freshnessLookOf(freshness)} text={t(`freshness.${freshness}`, freshness)} />;
}

export function ServerStateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Label look={serverLookOf(state)} text={t(`serverState.${state}`, state)} />;
}

export function FiringOutcomeLabel({ outcome }: { outcome: string }) {
  const { t } = useTranslation();
  return <Label look={firingLookOf(outcome)} text={t(`outcome.${outcome}`, outcome)} />;
}

export function BackfillStateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Label look={backfillLookOf(state)} text={t(`backfillState.${state}`, state)} />;
}

export function BackfillDateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Label look={backfillDateLookOf(state)} text={t(`backfillDate.${state}`, state)} />;
}

const APPROVAL_LOOKS: Readonly<Record<string, string>> = {
  open: 'waiting',
  approved: 'success',
  rejected: 'failed',
  expired: 'failed',
};

export function ApprovalStateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Label look={lookOf(APPROVAL_LOOKS[state] ?? state)} text={t(`approvalState.${state}`, state)} />;
}
