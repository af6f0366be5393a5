import type { Alert } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ErrorView } from '../parts/page.tsx';
import { AcknowledgeDialog } from './acknowledge-dialog.tsx';
import { ALERTS_KEY } from './alert-queries.ts';

/** Says that somebody sees to a cause, or takes it back. */
export function Acknowledge({
  alert: { id, acknowledged, actions },
  small = false,
}: {
  alert: Alert;
  small?: boolean;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const takeBack = useMutation({
    mutationFn: () => post<Alert>(`/alerts/${id}/unacknowledge`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ALERTS_KEY }),
  });
  if (takeBack.error) return <ErrorView error={takeBack.error} retry={() => takeBack.reset()} />;
  if (acknowledged)
    return (
      <span className="soft acknowledged">
        {t('alerts.acknowledgedBy', { name: acknowledged.by })}
        {acknowledged.note !== undefined && `: ${acknowledged.note}`}{' '}
        <ActionButton
          small
          type="link"
          action={actions.acknowledge}
          text={t('action.undo')}
          busy={takeBack.isPending}
          onClick={() => takeBack.mutate()}
        />
      </span>
    );
  return (
    <>
      <ActionButton
        small={small}
        action={actions.acknowledge}
        text={t('alerts.acknowledge')}
        onClick={() => setAsked(true)}
      />
      {isAsked && <AcknowledgeDialog id={id} onClose={() => setAsked(false)} />}
    </>
  );
}
