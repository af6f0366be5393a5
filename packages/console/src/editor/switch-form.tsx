import type { Json } from '@carillon/core';
import { Button, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import { ExpressionInput } from './expression-input.tsx';
import type { EditedTask } from './language.ts';
import { fieldOf, isMapValue, listOf } from './task-forms.ts';
import { useSettleOnLeave } from './unsettled.ts';
import type { Editor } from './use-editor.ts';

interface Case {
  readonly when: string;
  readonly then: readonly string[];
}

const CONDITION = fieldOf('when', { type: 'string' }, true);

/** The branches of a choice: a condition each, and which of the tasks behind it go on. */
export function SwitchForm({ editor, task }: { editor: Editor; task: EditedTask }) {
  const { t } = useTranslation();
  const fields = isMapValue(task.fields['with']) ? task.fields['with'] : {};
  const { cases: written } = fields;
  const otherwise = listOf(fields['otherwise']);
  const cases: readonly Case[] = Array.isArray(written)
    ? written
        .filter(isMapValue)
        .map(({ when, then }) => ({ when: typeof when === 'string' ? when : '', then: listOf(then) }))
    : [];
  const behind = editor.shown.tasks
    .filter((one) => one.in === task.in && listOf(one.fields['needs']).includes(task.id))
    .map(({ id }) => id);
  const at = [task.in, task.id, 'with'];

  const write = async (next: readonly Case[], rest: readonly string[]) => {
    const value: Json = next.map(({ when, then }) => ({ when, then: [...then] }));
    await editor.apply({ edit: 'set_field', path: [...at, 'cases'], value });
    if (rest.length > 0) await editor.apply({ edit: 'set_field', path: [...at, 'otherwise'], value: [...rest] });
    else await editor.apply({ edit: 'unset_field', path: [...at, 'otherwise'] });
  };
  /** A task stands in one branch; what is in none goes on otherwise. */
  const setCase = (no: number, one: Case) => {
    const next = cases.map((other, i) =>
      i === no ? one : { ...other, then: other.then.filter((id) => !one.then.includes(id)) },
    );
    const chosen = new Set(next.flatMap(({ then }) => then));
    return write(
      next,
      behind.filter((id) => !chosen.has(id)),
    );
  };
  const add = () => {
    const [first, ...rest] = otherwise;
    void write([...cases, { when: 'true', then: first === undefined ? [] : [first] }], rest);
  };
  return (
    <>
      {behind.length === 0 && <p className="hint">{t('editor.branchesHint')}</p>}
      {cases.map((one, no) => (
        <fieldset key={no} className="branch">
          <legend>{t('editor.branch', { no: no + 1 })}</legend>
          <BranchCondition
            editor={editor}
            task={task}
            when={one.when}
            onChange={(when) => void setCase(no, { ...one, when })}
          />
          <Select
            mode="multiple"
            className="depends-on"
            aria-label={t('editor.branchTasks', { no: no + 1 })}
            placeholder={t('editor.branchTasks', { no: no + 1 })}
            value={[...one.then]}
            onChange={(then) => void setCase(no, { ...one, then })}
            options={behind.map((value) => ({ value, label: value }))}
          />
          <button
            type="button"
            className="plain"
            aria-label={t('editor.removeBranch', { no: no + 1 })}
            onClick={() =>
              void write(
                cases.filter((_, i) => i !== no),
                [...otherwise, ...one.then],
              )
            }
          >
            <Icon name="close" />
          </button>
        </fieldset>
      ))}
      {behind.length > 0 && <p className="hint">{t('editor.otherwise', { tasks: otherwise.join(', ') || '–' })}</p>}
      <Button onClick={add} disabled={otherwise.length === 0}>
        {t('editor.addBranch')}
      </Button>
    </>
  );
}

function BranchCondition({
  editor,
  task,
  when,
  onChange,
}: {
  editor: Editor;
  task: EditedTask;
  when: string;
  onChange: (when: string) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  useEffect(() => setTyped(undefined), [when]);
  const commit = () => {
    if (typed !== undefined && typed !== '' && typed !== when) onChange(typed);
  };
  useSettleOnLeave(commit);
  return (
    <div onBlur={commit}>
      <ExpressionInput
        isCondition
        field={{ ...CONDITION, param: { ...CONDITION.param, title: t('editor.field_when') } }}
        text={typed ?? when}
        known={editor.shown}
        task={task}
        onText={setTyped}
      />
    </div>
  );
}
