import type { BulkPlan } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { ErrorView, QueryView } from '../parts/page.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { bulkQuery, isOpenBulk } from './bulk-queries.ts';
import { BulkTable } from './bulk-table.tsx';

const VERBS = ['pause', 'resume', 'cancel'] as const;

/** A command that is carried out; closing the dialog leaves it going on. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(bulkQuery(id));
  const change = useMutation({
    mutationFn: (verb: (typeof VERBS)[number]) => post<BulkPlan>(`/plans/${id}/${verb}`, {}),
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
            {VERBS.filter((verb) => plan.actions[verb].allowed).map((verb) => (
              <Button
                key={verb}
                danger={verb === 'cancel'}
                loading={change.isPending}
                onClick={() => change.mutate(verb)}
              >
                {t(`bulkVerb.${verb}`)}
              </Button>
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
