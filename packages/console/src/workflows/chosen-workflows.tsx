import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import type { WorkflowFilterSearch } from './workflow-filter.ts';

const WorkflowBulkDialog = lazy(async () => ({
  default: (await import('./workflow-bulk-dialog.tsx')).WorkflowBulkDialog,
}));

interface ChosenWorkflowsProps {
  readonly place: Place;
  readonly chosen: readonly string[];
  readonly onClear: () => void;
}

/** What may be done with the rows that are ticked. */
export function ChosenWorkflows({ place, chosen, onClear }: ChosenWorkflowsProps) {
  const { t } = useTranslation();
  if (chosen.length === 0) return null;
  return (
    <div className="chosen-bar">
      <span role="status">{t('workflows.chosen', { count: chosen.length })}</span>
      <ActOnWorkflows place={place} of={{ chosen }} text={t('workflows.actOnChosen')} isPrimary />
      <Button type="link" onClick={onClear}>
        {t('compare.none')}
      </Button>
    </div>
  );
}

interface ActOnWorkflowsProps {
  readonly place: Place;
  /** Those that are ticked, or all that fit the list's filter. */
  readonly of: { readonly chosen: readonly string[] } | { readonly search: WorkflowFilterSearch };
  readonly text: string;
  readonly isPrimary?: boolean;
}

export function ActOnWorkflows({ place, of, text, isPrimary = false }: ActOnWorkflowsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button type={isPrimary ? 'primary' : 'default'} onClick={() => setOpen(true)}>
        {text}
      </Button>
      {isOpen && (
        <Suspense>
          <WorkflowBulkDialog place={place} of={of} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
