import type { WorkflowVersion } from '@carillon/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { rollbackCommand, rollbackRequest } from './rollback.ts';
import { VersionChanges } from './version-changes.tsx';
import { WORKFLOW_CHANGES } from './workflow-changes.ts';

interface RollbackDialogProps {
  readonly place: Place;
  readonly to: WorkflowVersion;
  readonly live: number;
  /** Of all environments: what is published goes on from it. */
  readonly newest: number;
  readonly onClose: () => void;
}

/** What an older version said becomes the newest: the ones between stay, and runs keep the version they have. */
export function RollbackDialog({ place, to, live, newest, onClose }: RollbackDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <ChangeDialog
      title={t('workflow.rollbackTitle', { name: to.workflow, version: to.number })}
      submit={t('workflow.rollbackNow', { version: to.number })}
      path={`/documents/apply?environment=${place.environment}`}
      body={rollbackRequest(to, newest, reason)}
      cli={rollbackCommand(to, place, reason)}
      changes={[...WORKFLOW_CHANGES, 'versions']}
      onClose={onClose}
    >
      <p className="soft">{t('workflow.rollbackEffect', { version: to.number })}</p>
      <VersionChanges workflow={to.workflow} place={place} from={live} to={to.number} />
      <ReasonField value={reason} onChange={setReason} />
    </ChangeDialog>
  );
}
