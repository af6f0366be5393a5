import type { Alert } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { lookOf } from '../states/families.ts';
import { Label } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';

const STATES = { open: 'failed', recovered: 'success' } as const;

export function AlertStateLabel({ state }: Pick<Alert, 'state'>) {
  const { t } = useTranslation();
  return <Label look={lookOf(STATES[state])} text={t(`alertState.${state}`)} />;
}

export function SeverityTag({ severity }: Pick<Alert, 'severity'>) {
  const { t } = useTranslation();
  return <span className={`tag severity-${severity}`}>{t(`alertSeverity.${severity}`)}</span>;
}

export function SilencedUntil({ at }: { at: string }) {
  const { t } = useTranslation();
  return (
    <>
      {t('alerts.silencedUntil')} <Instant at={at} />
    </>
  );
}

/** As people name it: the task in its workflow, or the workflow where the run ended by itself. */
export const taskName = ({ workflow, task }: { readonly workflow: string; readonly task?: string }): string =>
  task === undefined || task === '' ? workflow : `${workflow} / ${task}`;
