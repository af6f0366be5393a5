import type { Json, JsonObject } from '@carillon/core';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';
import type { Field } from '../start/param-fields.ts';
import type { Known } from './completion.ts';
import { FieldRow } from './field-row.tsx';
import type { EditedTask } from './language.ts';
import { fieldOf } from './task-forms.ts';

interface MapFormProps {
  readonly known: Known;
  readonly task: EditedTask;
  readonly label: string;
  readonly entries: JsonObject;
  /** What a value may be; any text where it is absent. */
  readonly choices?: readonly string[];
  /** What a name may be. */
  readonly names?: RegExp;
  readonly takesExpression?: boolean;
  /** Undefined takes the entry away. */
  readonly onChange: (name: string, value: Json | undefined) => void;
}

/** Names with a value each: every entry is a change of the text by itself. */
export function MapForm({
  known,
  task,
  label,
  entries,
  choices,
  names = /\S/,
  takesExpression = false,
  onChange,
}: MapFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [value, setValue] = useState(choices?.[0] ?? '');
  const isTaken = Object.hasOwn(entries, name);
  const error = name !== '' && !names.test(name) ? t('editor.badEntry') : isTaken ? t('editor.takenEntry') : undefined;
  const add = () => {
    onChange(name, value);
    setName('');
    setValue(choices?.[0] ?? '');
  };
  return (
    <div className="map-form">
      {Object.entries(entries).map(([entry, written]) => (
        <div key={entry} className="map-row">
          <FieldRow
            known={known}
            task={task}
            field={entryField(entry, written, choices)}
            value={written}
            isLiteral={!takesExpression}
            takesEmpty
            onChange={(next) => onChange(entry, next)}
          />
          <button
            type="button"
            className="plain"
            aria-label={t('editor.removeEntry', { name: entry })}
            onClick={() => onChange(entry, undefined)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <fieldset className="map-entry">
        <legend className="visually-hidden">{t('editor.newEntry', { label })}</legend>
        <Input
          className="mono"
          aria-label={t('editor.entryName', { label })}
          placeholder={t('editor.name')}
          value={name}
          {...(error !== undefined && { status: 'error' as const, 'aria-invalid': true })}
          onChange={({ target }) => setName(target.value)}
        />
        {choices ? (
          <Select
            aria-label={t('editor.entryValue', { label })}
            value={value}
            onChange={setValue}
            options={choices.map((each) => ({ value: each, label: each }))}
          />
        ) : (
          <Input
            className="mono"
            aria-label={t('editor.entryValue', { label })}
            placeholder={t('editor.value')}
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
        )}
        <Button disabled={name === '' || error !== undefined} onClick={add}>
          {t('editor.addEntry')}
        </Button>
      </fieldset>
      {error !== undefined && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** What is written otherwise than as a text stays what it is. */
function entryField(name: string, value: Json, choices: readonly string[] | undefined): Field {
  if (choices) return fieldOf(name, { type: 'string', enum: [...choices] }, true);
  const type = typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object';
  return fieldOf(name, { type }, false);
}
