import type { WorkflowPlan } from '@carillon/protocol';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { useChange } from '../parts/use-change.ts';
import { CatchUpChoice } from '../schedule/catch-up-choice.tsx';
import { hasPassed, UntilField, untilOf } from '../schedule/until-field.tsx';
import type { WorkflowFilterSearch } from './workflow-filter.ts';
import { WORKFLOW_ACTIONS, type WorkflowAction, workflowPlanRequest } from './workflow-bulk-request.ts';
import { WorkflowPlanPreview, WorkflowPlanTable } from './workflow-plan.tsx';
import { WorkflowPlanTotals } from './workflow-plan-totals.tsx';
import '../backfill/backfill-dialog.css';

interface WorkflowBulkDialogProps {
  readonly place: Place;
  readonly of: { readonly chosen: readonly string[] } | { readonly search: WorkflowFilterSearch };
  readonly onClose: () => void;
}

/** Choose what is done to each workflow, look at the plan, confirm it, see what became of each. */
export function WorkflowBulkDialog({ place, of, onClose }: WorkflowBulkDialogProps) {
  const { t } = useTranslation();
  const [action, setAction] = useState<WorkflowAction>('search' in of && of.search.paused ? 'resume' : 'pause');
  const [until, setUntil] = useState('');
  const [catchUp, setCatchUp] = useState(false);
  const [planned, setPlanned] = useState<WorkflowPlan>();
  const [applied, setApplied] = useState<WorkflowPlan>();
  const request = workflowPlanRequest(place.project, { of, action, resumeAt: untilOf(until), catchUp });
  const plan = useChange<WorkflowPlan>({
    path: `/plans?environment=${place.environment}`,
    changes: () => false,
    onDone: setPlanned,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    plan.mutate(request);
  };
  return (
    <Dialog title={t('workflowBulk.title')} onClose={onClose} wide>
      {applied ? (
        <div className="backfill-form">
          <WorkflowPlanTotals plan={applied} />
          <WorkflowPlanTable plan={applied} />
          <footer className="step-footer">
            <Button type="primary" onClick={onClose}>
              {t('action.close')}
            </Button>
          </footer>
        </div>
      ) : planned ? (
        <WorkflowPlanPreview
          plan={planned}
          request={request}
          onBack={() => setPlanned(undefined)}
          onApplied={setApplied}
        />
      ) : (
        <form className="backfill-form" noValidate onSubmit={submit}>
          <p className="soft">
            {'chosen' in of ? t('workflows.chosen', { count: of.chosen.length }) : t('workflowBulk.whichAll')}
          </p>
          <ChoiceList
            label={t('workflowBulk.action')}
            value={action}
            onChange={setAction}
            choices={WORKFLOW_ACTIONS.map((value) => ({
              value,
              label: t(`workflowAction.${value}`),
              hint: t(`workflowActionHint.${value}`),
            }))}
          />
          {action === 'pause' && <UntilField value={until} onChange={setUntil} />}
          {action === 'resume' && (
            <CatchUpChoice catchesUp={catchUp} onChange={setCatchUp} hint={t('workflow.catchUpHint')} />
          )}
          {plan.error && <ErrorView error={plan.error} />}
          <footer className="step-footer">
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              type="primary"
              htmlType="submit"
              loading={plan.isPending}
              disabled={action === 'pause' && hasPassed(until)}
            >
              {t('backfill.preview')}
            </Button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}
