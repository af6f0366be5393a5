import type { BulkPlan } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ErrorView, QueryView } from '../parts/page.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { bulkQuery, isOpenBulk } from './bulk-queries.ts';
import { BulkTable } from './bulk-table.tsx';

type Verb = 'pause' | 'resume' | 'cancel';

const verbsOf = (plan: BulkPlan): readonly Verb[] =>
  isOpenBulk(plan) ? [plan.state === 'paused' ? 'resume' : 'pause', 'cancel'] : [];

/** A command that is carried out; closing the dialog leaves it going on. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(bulkQuery(id));
  const change = useMutation({
    mutationFn: (verb: Verb) => post<BulkPlan>(`/plans/${id}/${verb}`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['bulk', id] }),
  });
  return (
    <QueryView query={query} rows={6}>
      {(plan) => (
        <div className="backfill-form">
          <BulkBar plan={plan} />
          <BulkTable plan={plan} />
          {change.error && <ErrorView error={change.error} />}
          <footer className="step-footer">
            {verbsOf(plan).map((verb) => (
              <ActionButton
                key={verb}
                action={plan.actions[verb]}
                text={t(`bulkVerb.${verb}`)}
                danger={verb === 'cancel'}
                busy={change.isPending}
                onClick={() => change.mutate(verb)}
              />
            ))}
            <Button type="primary" onClick={onClose}>
              {t(isOpenBulk(plan) ? 'bulk.leave' : 'action.close')}
            </Button>
          </footer>
        </div>
      )}
    </QueryView>
  );
}
