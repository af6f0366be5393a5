import type { WorkflowDocument } from '@carillon/core';
import type { Workflow } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Place, versionQuery, workflowQuery } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { QueryView } from '../parts/page.tsx';
import type { DateRange } from './backfill-request.ts';
import { BackfillSteps } from './backfill-steps.tsx';
import './backfill-dialog.css';

interface BackfillDialogProps {
  readonly place: Place;
  readonly workflow: string;
  /** What was clicked, if anything was. */
  readonly range?: DateRange | undefined;
  readonly onClose: () => void;
}

/** Choose dates, look at the plan, confirm it: what is previewed is what is carried out. */
export function BackfillDialog({ place, workflow, range, onClose }: BackfillDialogProps) {
  const { t } = useTranslation();
  const live = useQuery(workflowQuery(place, workflow));
  return (
    <Dialog title={t('backfill.title', { workflow })} onClose={onClose} wide>
      <QueryView query={live} rows={8}>
        {(found) => <WithVersion place={place} workflow={found} range={range} onClose={onClose} />}
      </QueryView>
    </Dialog>
  );
}

interface WithVersionProps {
  readonly place: Place;
  readonly workflow: Workflow;
  readonly range: DateRange | undefined;
  readonly onClose: () => void;
}

function WithVersion({ place, workflow, range, onClose }: WithVersionProps) {
  const version = useQuery(versionQuery(place, workflow.name, workflow.version));
  return (
    <QueryView query={version} rows={8}>
      {({ document }) => (
        <BackfillSteps
          place={place}
          workflow={workflow}
          declared={(document as unknown as WorkflowDocument).params}
          range={range}
          onClose={onClose}
        />
      )}
    </QueryView>
  );
}
