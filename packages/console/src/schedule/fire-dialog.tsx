import type { ScheduleDocument, WorkflowDocument } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionQuery, workflowQuery } from '../api/queries.ts';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { placeOf } from '../shell/place.ts';
import { WrongParams } from '../start/param-details.tsx';
import { valueText, withValues } from '../start/param-fields.ts';
import { ParamInputs, useParamForm } from '../start/param-form.tsx';
import { type ScheduleDialogProps, scheduleChange } from './schedule-change.ts';

/** A firing out of turn, with the schedule's own params unless they are changed here. */
export function FireDialog(props: ScheduleDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const place = placeOf(props.schedule);
  const { workflow, name, id: scheduleId } = props.schedule;
  const live = useQuery(workflowQuery(place, workflow));
  const version = useQuery({
    ...versionQuery(place, workflow, live.data?.version ?? 0),
    enabled: live.data !== undefined,
  });
  const document = version.data?.document as unknown as WorkflowDocument | undefined;
  const { definition } = props.schedule;
  const declared = useMemo(
    () => withValues(document?.params ?? {}, (definition as ScheduleDocument).params ?? {}),
    [document, definition],
  );
  const form = useParamForm(declared);
  const [reason, setReason] = useState('');
  const params = Object.entries(form.params);
  return (
    <ChangeDialog<Run>
      {...scheduleChange(props, 'fire')}
      title={t('schedule.fireTitle', { name: `${workflow}/${name}` })}
      submit={t('schedule.fireSubmit')}
      isReady={form.isRight}
      body={{ ...(params.length > 0 && { params: form.params }), ...(reason !== '' && { reason }) }}
      cli={[
        `npx carillon schedule fire ${scheduleId}`,
        ...params.map(([key, value]) => `-p ${shellWord(`${key}=${valueText(value)}`)}`),
        ...(reason === '' ? [] : [`--reason ${shellWord(reason)}`]),
      ].join(' ')}
      onDone={(run) => void navigate({ to: '/p/$project/r/$runId', params: { project: run.project, runId: run.id } })}
    >
      <p className="soft">{t('schedule.fireEffect')}</p>
      {form.fields.length > 0 && <ParamInputs form={form} />}
      <WrongParams form={form} />
      <ReasonField value={reason} onChange={setReason} />
    </ChangeDialog>
  );
}
