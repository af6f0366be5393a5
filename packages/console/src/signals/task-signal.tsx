import type { Json, JsonObject, Param, WorkflowDocument } from '@carillon/core';
import type { Run, Signal, TaskRun } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/client.ts';
import { versionQuery } from '../api/queries.ts';
import { useFault } from '../i18n/use-fault.ts';
import { ErrorView } from '../parts/page.tsx';
import { problemsByField } from '../start/param-fields.ts';
import { ParamInputs, useParamForm } from '../start/param-form.tsx';
import '../parts/form.css';

/** Sends what a task waits for: by its declared fields, or as JSON where it declares none. */
export function TaskSignal({ run, task }: { run: Run; task: TaskRun }) {
  const place = { project: run.project, environment: run.environment };
  const { data } = useQuery(versionQuery(place, run.workflow, run.version));
  const { signal, key } = task.reason?.params ?? {};
  if (!data || typeof signal !== 'string') return null;
  const document = data.document as unknown as WorkflowDocument;
  const params = document.tasks[task.task]?.with?.['params'] as unknown as Readonly<Record<string, Param>> | undefined;
  const meant = { run, name: signal, ...(typeof key === 'string' && { key }) };
  return params ? <TypedSignal {...meant} params={params} /> : <FreeSignal {...meant} />;
}

interface Meant {
  readonly run: Run;
  readonly name: string;
  readonly key?: string;
}

function useSend({ run, name, key }: Meant) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (payload: JsonObject) => post<Signal>(`/runs/${run.id}/signal`, { name, ...(key && { key }), payload }),
    onSettled: () => client.invalidateQueries({ queryKey: ['run', run.id] }),
  });
}

function TypedSignal({ params, ...meant }: Meant & { readonly params: Readonly<Record<string, Param>> }) {
  const form = useParamForm(params);
  const send = useSend(meant);
  const fault = useFault();
  const problem = send.error instanceof ApiError ? send.error.problem : undefined;
  const submit = () => {
    if (form.check()) send.mutate(form.params);
  };
  return (
    <div className="start-form">
      <ParamInputs form={form} refused={problemsByField(problem?.errors ?? [], form.fields, fault)} />
      <Sending send={send} name={meant.name} onSend={submit} />
    </div>
  );
}

function FreeSignal(meant: Meant) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('{}');
  const send = useSend(meant);
  const payload = objectIn(text);
  return (
    <div className="start-form">
      <div className="field">
        <label htmlFor={id}>{t('signal.payload')}</label>
        <Input.TextArea
          id={id}
          rows={3}
          value={text}
          status={payload ? '' : 'error'}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Sending send={send} name={meant.name} onSend={() => payload && send.mutate(payload)} />
    </div>
  );
}

function Sending({ send, name, onSend }: { send: ReturnType<typeof useSend>; name: string; onSend: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {send.error && <ErrorView error={send.error} />}
      <Button type="primary" loading={send.isPending} disabled={send.isSuccess} onClick={onSend}>
        {t('signal.send', { name })}
      </Button>
    </>
  );
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
