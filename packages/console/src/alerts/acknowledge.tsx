import type { Alert } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { ErrorView } from '../parts/page.tsx';
import { ALERTS_KEY } from './alert-queries.ts';

/** Says that somebody sees to a cause, or takes it back. */
export function Acknowledge({
  alert: { id, acknowledged, actions },
  size = 'small',
}: {
  alert: Alert;
  size?: 'small' | 'middle';
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
        {actions.acknowledge.allowed && (
          <button
            type="button"
            className="link"
            disabled={change.isPending}
            onClick={() => change.mutate('unacknowledge')}
          >
            {t('alerts.undo')}
          </button>
        )}
      </span>
    );
  if (!actions.acknowledge.allowed) return null;
  return (
    <Button size={size} loading={change.isPending} onClick={() => change.mutate('acknowledge')}>
      {t('alerts.acknowledge')}
    </Button>
  );
}
