import type { Alert } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ErrorView } from '../parts/page.tsx';
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
  const change = useMutation({
    mutationFn: (verb: 'acknowledge' | 'unacknowledge') => post<Alert>(`/alerts/${id}/${verb}`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ALERTS_KEY }),
  });
  if (change.error) return <ErrorView error={change.error} retry={() => change.reset()} />;
  if (acknowledged)
    return (
      <span className="soft acknowledged">
        {t('alerts.acknowledgedBy', { name: acknowledged.by })}{' '}
        <ActionButton
          small
          type="link"
          action={actions.acknowledge}
          text={t('alerts.undo')}
          busy={change.isPending}
          onClick={() => change.mutate('unacknowledge')}
        />
      </span>
    );
  return (
    <ActionButton
      small={small}
      action={actions.acknowledge}
      text={t('alerts.acknowledge')}
      busy={change.isPending}
      onClick={() => change.mutate('acknowledge')}
    />
  );
}
