import type { Workflow } from '@carillon/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { placeFlags } from '../parts/place-flags.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { CatchUpChoice } from '../schedule/catch-up-choice.tsx';
import { hasPassed, UntilField, untilOf } from '../schedule/until-field.tsx';
import { WORKFLOW_CHANGES } from './workflow-changes.ts';

interface WorkflowHoldDialogProps {
  readonly workflow: Workflow;
  readonly place: Place;
  readonly verb: 'pause' | 'resume';
  readonly onClose: () => void;
}

/** Lets all schedules of a workflow rest, or go on: each keeps a pause of its own. */
export function WorkflowHoldDialog({ workflow, place, verb, onClose }: WorkflowHoldDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [catchUp, setCatchUp] = useState(false);
  const [until, setUntil] = useState('');
  const resumeAt = untilOf(until);
  const { project, name } = workflow;
  return (
    <ChangeDialog
      title={t(`schedule.${verb}Title`, { name })}
      submit={t(`workflowAction.${verb}`)}
      isReady={!hasPassed(until)}
      path={`/workflows/${project}/${name}/${verb}?environment=${place.environment}`}
      body={{
        ...(catchUp && { catchUp }),
        ...(reason !== '' && { reason }),
        ...(resumeAt !== undefined && { resumeAt }),
      }}
      cli={[
        `npx carillon workflow ${verb} ${name} ${placeFlags(place)}`,
        catchUp && '--catch-up',
        reason !== '' && `--reason ${shellWord(reason)}`,
        resumeAt !== undefined && `--until ${resumeAt}`,
      ]
        .filter(Boolean)
        .join(' ')}
      changes={WORKFLOW_CHANGES}
      onClose={onClose}
    >
      <p className="soft">{t(`workflow.${verb}Effect`)}</p>
      {verb === 'resume' && (
        <CatchUpChoice catchesUp={catchUp} onChange={setCatchUp} hint={t('workflow.catchUpHint')} />
      )}
      <ReasonField value={reason} onChange={setReason} />
      {verb === 'pause' && <UntilField value={until} onChange={setUntil} />}
    </ChangeDialog>
  );
}
