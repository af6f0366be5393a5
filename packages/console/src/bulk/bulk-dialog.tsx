import type { BulkPlan } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { BulkPreview } from './bulk-preview.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { BULK_ACTIONS, bulkRequest, type BulkTarget, likelyAction, statesOf } from './bulk-request.ts';
import '../backfill/backfill-dialog.css';
import './bulk.css';

const DEFAULT_RATE = 20;
const MAX_RATE = 500;

interface BulkDialogProps {
  readonly place: Place;
  readonly of: BulkTarget;
  /** Says which runs these are, where they are not those of a list. */
  readonly which?: string;
  readonly onClose: () => void;
}

/** Choose what is done to each of the runs, look at the plan, confirm it, watch it. */
export function BulkDialog({ place, of, which, onClose }: BulkDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [action, setAction] = useState(() => likelyAction(statesOf(of)));
  const [rate, setRate] = useState(String(DEFAULT_RATE));
  const [planned, setPlanned] = useState<BulkPlan>();
  const [applied, setApplied] = useState(false);
  const isRate = /^\d{1,3}$/.test(rate) && Number(rate) >= 1 && Number(rate) <= MAX_RATE;
  const request = bulkRequest(place.project, of, action, isRate ? Number(rate) : DEFAULT_RATE);
  const plan = useMutation({
    mutationFn: () => post<BulkPlan>('/plans', request, { query: { environment: place.environment } }),
    onSuccess: setPlanned,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRate) plan.mutate();
  };
  const began = () => {
    setApplied(true);
    void client.invalidateQueries({ queryKey: ['bulks'] });
  };
  return (
    <Dialog title={t('bulk.title')} onClose={onClose} wide>
      {planned && applied && <BulkProgress id={planned.id} onClose={onClose} />}
      {planned && !applied && (
        <BulkPreview
          plan={planned}
          request={request}
          since={'filter' in of ? of.filter.since : undefined}
          onBack={() => setPlanned(undefined)}
          onApplied={began}
        />
      )}
      {!planned && (
        <form className="backfill-form" noValidate onSubmit={submit}>
          <p className="soft">{which ?? <Which of={of} />}</p>
          <ChoiceList
            label={t('bulk.action')}
            value={action}
            onChange={setAction}
            choices={BULK_ACTIONS.map((value) => ({
              value,
              label: t(`bulkAction.${value}`),
              hint: t(`bulkActionHint.${value}`),
            }))}
          />
          <div className="field bulk-rate">
            <label htmlFor={`${id}-rate`}>{t('bulk.rate')}</label>
            <Input
              id={`${id}-rate`}
              inputMode="numeric"
              value={rate}
              aria-invalid={!isRate}
              onChange={(event) => setRate(event.target.value)}
            />
          </div>
          {!isRate && (
            <p className="field-error" role="alert">
              {t('bulk.rateProblem', { max: MAX_RATE })}
            </p>
          )}
          {plan.error && <ErrorView error={plan.error} />}
          <footer className="step-footer">
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={plan.isPending} disabled={!isRate}>
              {t('backfill.preview')}
            </Button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

function Which({ of }: { of: BulkTarget }) {
  const { t } = useTranslation();
  if ('runs' in of) return t('bulk.whichChosen', { count: of.runs.length });
  const { workflow } = of.filter;
  return t(workflow === undefined ? 'bulk.whichAll' : 'bulk.which', { workflow });
}
