/** Testing the task that is chosen: what it is given on the left, what came of it beside that. */
import { type DocumentFiles, jsonOrText, type Param } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { useMutation } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { Empty, ErrorView } from '../parts/page.tsx';
import { ParamInput } from '../start/param-input.tsx';
import { ParamInputs, useParamForm } from '../start/param-form.tsx';
import { type FormerRun, FormerRunSelect } from './former-run.tsx';
import { type GivenFields, givenFields, keyOfField, readGiven, STATES, type Typed } from './given-fields.ts';
import type { EditedTask } from './language.ts';
import { TestResult } from './test-result.tsx';
import type { Editor } from './use-editor.ts';
import './task-test.css';

interface TaskTestProps {
  readonly place: Place;
  readonly former: FormerRun;
  readonly editor: Editor;
  readonly files: DocumentFiles;
  readonly errors: number;
  readonly task: EditedTask | undefined;
}

export function TaskTest({ task, ...rest }: TaskTestProps) {
  const { t } = useTranslation();
  if (!task) return <Empty title={t('editor.noTask')} hint={t('editor.noTaskHint')} />;
  const { type } = task.fields;
  if (!task.test)
    return (
      <Empty
        title={t('editor.notTestable', { task: task.id })}
        hint={t('editor.notTestableHint', { type: typeof type === 'string' ? type : '' })}
      />
    );
  return <TestForm key={`${task.in}/${task.id}`} task={task} {...rest} />;
}

function TestForm({ place, former, editor, files, errors, task }: TaskTestProps & { readonly task: EditedTask }) {
  const { t } = useTranslation();
  const id = useId();
  const declared = editor.shown.document?.['params'] as Readonly<Record<string, Param>> | undefined;
  const params = useParamForm(declared);
  const all = useMemo(() => givenFields(task, editor.shown.tasks), [task, editor.shown.tasks]);
  const [typed, setTyped] = useState<Typed>({});
  const [date, setDate] = useState('');
  const [item, setItem] = useState('');
  const read = readGiven(all, typed);
  const test = useMutation({
    mutationFn: () =>
      post<Run>(
        '/tasks/test',
        {
          text: editor.text,
          files,
          in: task.in,
          task: task.id,
          params: params.params,
          given: read.given,
          ...(former.chosen && { run: former.chosen.id }),
          ...(date !== '' && { date }),
          ...(item !== '' && { item: jsonOrText(item) }),
        },
        { query: { environment: place.environment } },
      ),
  });
  const result = useRef<HTMLElement>(null);
  // On a small screen it stands below the form.
  useEffect(() => {
    if (test.data || test.error) result.current?.scrollIntoView({ block: 'nearest' });
  }, [test.data, test.error]);
  const isWrong = Object.keys(read.errors).length > 0 || Object.keys(params.errors).length > 0;
  const submit = () => {
    if (params.check() && !isWrong) test.mutate();
  };
  return (
    <div className="task-test">
      <div className="task-test-panes">
        <form
          className="task-test-form"
          aria-label={t('editor.testOf', { task: task.id })}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <FormerRunSelect former={former} hint={t('editor.formerRunHint')} />
          <div className="field">
            <label htmlFor={`${id}-date`}>{t('editor.dryRunDate')}</label>
            <Input id={`${id}-date`} type="date" value={date} onChange={(event) => setDate(event.target.value)} />
          </div>
          {all.map((one) => (
            <GivenInputs
              key={one.task}
              of={one}
              typed={typed}
              errors={read.errors}
              onType={(key, text) => setTyped((last) => ({ ...last, [key]: text }))}
            />
          ))}
          {task.test?.needsItem && (
            <div className="field">
              <label htmlFor={`${id}-item`}>{t('editor.item')}</label>
              <Input
                id={`${id}-item`}
                className="mono"
                value={item}
                onChange={(event) => setItem(event.target.value)}
              />
              <p className="hint">{t('editor.itemHint')}</p>
            </div>
          )}
          {params.fields.length > 0 && (
            <fieldset>
              <legend>{t('editor.testParams')}</legend>
              <ParamInputs form={params} />
            </fieldset>
          )}
          <p className="hint">{t('editor.testHint', { environment: place.environment })}</p>
          <div className="task-test-begin">
            <Button
              type="primary"
              htmlType="submit"
              loading={test.isPending}
              disabled={errors > 0}
              title={errors > 0 ? t('editor.hasErrors', { count: errors }) : ''}
            >
              {t('editor.testNow')}
            </Button>
          </div>
        </form>
        <section ref={result} className="task-test-result" aria-label={t('editor.testResult')}>
          {test.error && <ErrorView error={test.error} />}
          {test.data && !test.error && <TestResult key={test.data.id} started={test.data} />}
          {!test.data && !test.error && <p className="soft pane-note">{t('editor.noTest')}</p>}
        </section>
      </div>
    </div>
  );
}

function GivenInputs({
  of: { task, fields },
  typed,
  errors,
  onType,
}: {
  of: GivenFields;
  typed: Typed;
  errors: ReturnType<typeof readGiven>['errors'];
  onType: (key: string, text: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <fieldset>
      <legend>{t('editor.givenOf', { task })}</legend>
      <div className="field">
        <label htmlFor={id}>{t('editor.endedAs')}</label>
        <Select
          id={id}
          value={typed[keyOfField(task)] ?? null}
          placeholder={t('state.success')}
          onChange={(state: string) => onType(keyOfField(task), state)}
          options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
        />
      </div>
      {fields.map((field) => {
        const key = keyOfField(task, field.name);
        const error = errors[key];
        return (
          <ParamInput
            key={field.name}
            field={field}
            value={typed[key] ?? ''}
            error={error && t(`field.${error.key}`, { ...error.values })}
            onChange={(text) => onType(key, text)}
          />
        );
      })}
    </fieldset>
  );
}
