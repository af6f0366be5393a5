import type { Json } from '@carillon/core';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { Button, Input, Select } from 'antd';
import { Fragment, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '@carillon/spec';
import { Empty } from '../parts/page.tsx';
import { changeNeeds } from './change-needs.ts';
import { FieldRow } from './field-row.tsx';
import { FieldValueNote } from './field-value-note.tsx';
import { type FormerRun, FormerRunSelect } from './former-run.tsx';
import { FindingItem } from './problems.tsx';
import type { EditedTask } from './language.ts';
import { RunningForm } from './running-form.tsx';
import { SwitchForm } from './switch-form.tsx';
import { fieldOf, fieldsOfType, isMapValue, listOf, scriptFieldOf, TYPE_NAMES } from './task-forms.ts';
import { useSettleOnLeave } from './unsettled.ts';
import type { Editor } from './use-editor.ts';
import type { FieldValues } from './use-field-values.ts';

interface InspectorProps {
  readonly editor: Editor;
  readonly task: EditedTask | undefined;
  readonly findings: readonly Finding[];
  readonly values: FieldValues;
  readonly former: FormerRun;
  readonly onRenamed: (id: string) => void;
  /** Shows what the task runs at its full height; undefined: it is shown so. */
  readonly onScript: (() => void) | undefined;
  readonly onTest: () => void;
  readonly onDelete: (task: EditedTask) => void;
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const TITLE = fieldOf('title', { type: 'string' }, false);

export function Inspector({ task, ...rest }: InspectorProps) {
  const { t } = useTranslation();
  if (!task) return <Empty title={t('editor.noTask')} hint={t('editor.noTaskHint')} />;
  return <TaskForm key={`${task.in}/${task.id}`} task={task} {...rest} />;
}

function TaskForm({
  editor,
  task,
  findings,
  values,
  former,
  onRenamed,
  onScript,
  onTest,
  onDelete,
}: InspectorProps & { task: EditedTask }) {
  const { t, i18n } = useTranslation();
  const { fields } = task;
  const known = editor.shown;
  const type = typeof fields['type'] === 'string' ? fields['type'] : '';
  const form = fieldsOfType(type, i18n.language);
  const inputs = isMapValue(fields['with']) ? fields['with'] : {};
  const change = (path: readonly string[]) => (value: Json | undefined) => {
    const at = [task.in, task.id, ...path];
    const edit: WorkflowEdit =
      value === undefined ? { edit: 'unset_field', path: at } : { edit: 'set_field', path: at, value };
    void editor.apply(edit);
  };
  const common = { known, task };
  // What has no field of its own here.
  const others = [...values].filter(([at]) => /^(env|params)\./.test(at));
  if (task.lock)
    return (
      <div className="inspector">
        <h2>{task.id}</h2>
        <p className="soft">{t(`editor.lock_${task.lock}`)}</p>
        <Button onClick={() => editor.jumpTo(task.line)}>{t('editor.editAsText')}</Button>
        {task.test && <Button onClick={onTest}>{t('editor.testThis')}</Button>}
      </div>
    );
  return (
    <div className="inspector">
      <TaskName editor={editor} task={task} onRenamed={onRenamed} />
      <div className="inspector-actions">
        {task.test && <Button onClick={onTest}>{t('editor.testThis')}</Button>}
        {onScript && scriptFieldOf(type) !== undefined && <Button onClick={onScript}>{t('editor.openScript')}</Button>}
      </div>
      {findings.length > 0 && (
        <ul className="finding-list">
          {findings.map((finding, no) => (
            <FindingItem key={no} finding={finding} editor={editor} />
          ))}
        </ul>
      )}
      <Labelled label={t('editor.type')}>
        {(id) => (
          <Select
            id={id}
            showSearch
            value={type}
            onChange={(next) => change(['type'])(next)}
            options={TYPE_NAMES.map((value) => ({ value, label: value }))}
          />
        )}
      </Labelled>
      <DependsOn editor={editor} task={task} />
      <FieldRow
        {...common}
        field={{ ...TITLE, param: { ...TITLE.param, title: t('editor.title') } }}
        value={fields['title']}
        isLiteral
        onChange={change(['title'])}
      />
      {form.title !== '' && <h2>{form.title}</h2>}
      {type === 'switch' ? (
        <SwitchForm editor={editor} task={task} />
      ) : (
        form.fields.map((field) => (
          <Fragment key={field.name}>
            <FieldRow {...common} field={field} value={inputs[field.name]} onChange={change(['with', field.name])} />
            <FieldValueNote value={values.get(`with.${field.name}`)} />
          </Fragment>
        ))
      )}
      {others.length > 0 && (
        <>
          <h2>{t('editor.otherValues')}</h2>
          {others.map(([name, value]) => (
            <FieldValueNote key={name} name={name} value={value} />
          ))}
        </>
      )}
      {values.size > 0 && <FormerRunSelect former={former} hint={t('editor.valuesHint')} />}
      <RunningForm {...common} values={values} change={change} />
      <div className="inspector-actions">
        <Button onClick={() => editor.jumpTo(task.line)}>{t('editor.editAsText')}</Button>
        <Button danger onClick={() => onDelete(task)}>
          {t('editor.delete')}
        </Button>
      </div>
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: (id: string) => React.ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function TaskName({ editor, task, onRenamed }: Pick<InspectorProps, 'editor' | 'onRenamed'> & { task: EditedTask }) {
  const { t } = useTranslation();
  const [name, setName] = useState(task.id);
  const asked = useRef<string>(undefined);
  const id = useId();
  useEffect(() => setName(task.id), [task.id]);
  const isTaken = name !== task.id && editor.shown.tasks.some((one) => one.in === task.in && one.id === name);
  const error = !NAME.test(name) ? t('editor.badName') : isTaken ? t('editor.takenName') : undefined;
  const rename = async () => {
    if (name === task.id || error !== undefined) return setName(task.id);
    // Leaving the field and hiding the tab both ask, and the second finds no task of the old name.
    if (asked.current === name) return undefined;
    asked.current = name;
    if (await editor.apply({ edit: 'rename_task', in: task.in, task: task.id, name })) return onRenamed(name);
    asked.current = undefined;
    return undefined;
  };
  useSettleOnLeave(() => void (error === undefined && rename()));
  return (
    <div className="field">
      <label htmlFor={id}>{t('editor.name')}</label>
      <Input
        id={id}
        className="mono"
        value={name}
        {...(error !== undefined && { status: 'error' as const })}
        aria-describedby={`${id}-error`}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => void rename()}
        onPressEnter={() => void rename()}
      />
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** What dragging a line does, for keyboards and small screens. */
function DependsOn({ editor, task }: { editor: Editor; task: EditedTask }) {
  const { t } = useTranslation();
  const needs = listOf(task.fields['needs']);
  const others = editor.shown.tasks.filter((one) => one.in === task.in && one.id !== task.id);
  return (
    <Labelled label={t('editor.dependsOn')}>
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          className="depends-on"
          value={[...needs]}
          placeholder={t('editor.nothing')}
          onChange={(next) => void changeNeeds(editor, task, next)}
          options={others.map(({ id: value }) => ({ value, label: value }))}
        />
      )}
    </Labelled>
  );
}
