import type { WorkflowDocument } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/client.ts';
import { newUuid } from '../api/new-uuid.ts';
import { type Place, sessionQuery, versionQuery, workflowQuery } from '../api/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useFault } from '../i18n/use-fault.ts';
import { ErrorView, QueryView } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { shortValue } from '../parts/short-value.ts';
import { type InputsOf, lastInputs, rememberInputs } from './last-inputs.ts';
import { problemsByField, startCommand } from './param-fields.ts';
import { ParamInputs, useParamForm } from './param-form.tsx';

interface StartDialogProps {
  readonly place: Place;
  readonly workflow: string;
  readonly onClose: () => void;
}

/** The form is made from the params of the live version. */
export function StartDialog({ place, workflow, onClose }: StartDialogProps) {
  const { t } = useTranslation();
  const formId = useId();
  const live = useQuery(workflowQuery(place, workflow));
  const version = useQuery({
    ...versionQuery(place, workflow, live.data?.version ?? 0),
    enabled: live.data !== undefined,
  });
  const [busy, setBusy] = useState(false);
  return (
    <Dialog
      title={t('start.title', { workflow })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" htmlType="submit" form={formId} loading={busy} disabled={version.data === undefined}>
            {t('start.submit')}
          </Button>
        </>
      }
    >
      <QueryView query={live.error ? { ...version, error: live.error, refetch: version.refetch } : version} rows={3}>
        {({ document }) => (
          <StartForm
            id={formId}
            place={place}
            workflow={workflow}
            document={document as unknown as WorkflowDocument}
            onBusy={setBusy}
            onClose={onClose}
          />
        )}
      </QueryView>
    </Dialog>
  );
}

interface StartFormProps extends StartDialogProps {
  readonly id: string;
  readonly document: WorkflowDocument;
  readonly onBusy: (busy: boolean) => void;
}

function StartForm({ id, place, workflow, document, onBusy, onClose }: StartFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useParamForm(document.params);
  const { params } = form;
  const { user } = useSuspenseQuery(sessionQuery).data;
  const inputs: InputsOf = { ...place, user, workflow };
  const [last] = useState(() =>
    lastInputs(
      inputs,
      form.fields.map(({ name }) => name),
    ),
  );
  const [date, setDate] = useState('');
  const body = { project: place.project, workflow, params, ...(date !== '' && { date }) };
  // One key for the life of the dialog: pressing twice starts one run.
  const [idempotencyKey] = useState(() => newUuid());
  const start = useMutation({
    mutationFn: () => post<Run>('/runs', body, { query: { environment: place.environment }, idempotencyKey }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: (run) => {
      const given = Object.entries(form.texts).filter(([name]) => Object.hasOwn(params, name));
      rememberInputs(inputs, Object.fromEntries(given));
      onClose();
      void navigate({ to: '/p/$project/r/$runId', params: { project: run.project, runId: run.id } });
    },
  });
  const fault = useFault();
  const problem = start.error instanceof ApiError ? start.error.problem : undefined;
  const refused = problemsByField(problem?.errors ?? [], form.fields, fault);
  const general = start.error !== null && Object.keys(refused).every((name) => name === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.check()) start.mutate();
  };
  return (
    <form id={id} className="start-form" noValidate onSubmit={submit}>
      {last && Object.keys(form.texts).length === 0 && (
        <p className="last-inputs">
          <button type="button" className="link" onClick={() => form.setTexts(last)}>
            {t('start.takeLast')}
          </button>
          <span className="soft">
            {Object.entries(last)
              .map(([name, text]) => `${name}=${shortValue(text)}`)
              .join(', ')}
          </span>
        </p>
      )}
      <ParamInputs form={form} refused={refused} />
      <div className="field">
        <label htmlFor={`${id}-date`}>{t('start.date')}</label>
        <Input
          id={`${id}-date`}
          type="date"
          value={date}
          onChange={(event) => setDate(event.target.value)}
          aria-describedby={`${id}-date-hint`}
        />
        <p id={`${id}-date-hint`} className="hint">
          {t('start.dateHint')}
        </p>
      </div>
      {general && <ErrorView error={start.error} />}
      <SameCommand
        cli={startCommand({ place, workflow, date, params })}
        http={{ path: `/runs?environment=${place.environment}`, body }}
      />
    </form>
  );
}
