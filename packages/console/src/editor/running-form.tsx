import { type Json, type JsonObject, TRIGGER_RULES } from '@carillon/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../start/param-fields.ts';
import type { Known } from './completion.ts';
import { ConditionRow } from './condition-row.tsx';
import { FieldRow } from './field-row.tsx';
import { FieldValueNote } from './field-value-note.tsx';
import type { EditedTask } from './language.ts';
import { MapForm } from './map-form.tsx';
import { fieldOf, isMapValue } from './task-forms.ts';
import type { FieldValues } from './use-field-values.ts';

interface RunningFormProps {
  readonly known: Known;
  readonly task: EditedTask;
  readonly values: FieldValues;
  /** By where it stands in the task; undefined takes the field away. */
  readonly change: (path: readonly string[]) => (value: Json | undefined) => void;
}

/** Of every task, whatever its type; each stands where its path says. */
interface CommonField {
  readonly path: readonly [string, ...string[]];
  readonly field: Field;
  readonly takesExpression?: true;
}

const DURATION = { type: 'string', description: '30s, 5m, 2h' } as const;
const COUNT = { type: 'integer', minimum: 1 } as const;
const common = (path: CommonField['path'], schema: Parameters<typeof fieldOf>[1]): CommonField => ({
  path,
  field: fieldOf(path.join('.'), schema, false),
});

const FIRST = [common(['timeout'], DURATION), common(['queue'], { type: 'string' })];
const RULE = common(['rule'], { type: 'string', enum: [...TRIGGER_RULES] });
const RETRY = [
  common(['retry', 'max'], { type: 'integer', minimum: 0, maximum: 100 }),
  common(['retry', 'backoff'], { type: 'string', enum: ['exponential', 'fixed'] }),
  common(['retry', 'initial'], DURATION),
  common(['retry', 'cap'], DURATION),
];
const LOOP: readonly CommonField[] = [
  { ...common(['forEach', 'items'], { type: 'array' }), takesExpression: true },
  common(['forEach', 'max'], COUNT),
  common(['forEach', 'batch'], COUNT),
];
const GROUP = common(['workers', 'group'], { type: 'string' });
const OUTPUT_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

/** How a task runs: when, how often, where, with what around it. */
export function RunningForm({ known, task, values, change }: RunningFormProps) {
  const { t } = useTranslation();
  const { fields } = task;
  const shared = { known, task };
  const row = ({ path, field, takesExpression }: CommonField) => {
    const value = valueAt(fields, path);
    return (
      <FieldRow
        key={field.name}
        {...shared}
        isLiteral={!takesExpression}
        field={{ ...field, param: { ...field.param, title: t(`editor.field_${path.join('_')}`) } }}
        value={isMapValue(value) ? JSON.stringify(value) : value}
        onChange={change(path)}
      />
    );
  };
  const { rule } = fields;
  return (
    <>
      <h2>{t('editor.running')}</h2>
      <ConditionRow
        {...shared}
        title={t('editor.field_when')}
        hint={t('editor.whenHint')}
        value={typeof fields['when'] === 'string' ? fields['when'] : ''}
        onChange={change(['when'])}
      />
      <FieldValueNote value={values.get('when')} />
      {isMapValue(rule) ? (
        <ConditionRow
          {...shared}
          title={t('editor.field_rule')}
          hint={t('editor.ruleHint')}
          value={typeof rule['when'] === 'string' ? rule['when'] : ''}
          onChange={change(['rule', 'when'])}
        />
      ) : (
        row(RULE)
      )}
      {FIRST.map(row)}
      {row(RETRY[0] as CommonField)}
      <Section title={t('editor.backoff')} isOpen={hasAny(fields, RETRY.slice(1))}>
        {RETRY.slice(1).map(row)}
      </Section>
      <Section title={t('editor.forEach')} isOpen={hasAny(fields, LOOP)}>
        {LOOP.map(row)}
      </Section>
      <Section title={t('editor.placement')} isOpen={fields['workers'] !== undefined}>
        {row(GROUP)}
        <span className="field-label">{t('editor.workerLabels')}</span>
        <MapForm
          {...shared}
          label={t('editor.workerLabels')}
          entries={mapAt(fields, ['workers', 'labels'])}
          onChange={(name, value) => change(['workers', 'labels', name])(value)}
        />
      </Section>
      <Section title={t('editor.env')} isOpen={fields['env'] !== undefined}>
        <MapForm
          {...shared}
          label={t('editor.env')}
          names={/^[A-Za-z_]\w*$/}
          takesExpression
          entries={mapAt(fields, ['env'])}
          onChange={(name, value) => change(['env', name])(value)}
        />
      </Section>
      <Section title={t('editor.outputs')} isOpen={fields['outputs'] !== undefined}>
        <MapForm
          {...shared}
          label={t('editor.outputs')}
          names={/^[A-Za-z_]\w*$/}
          choices={OUTPUT_TYPES}
          entries={mapAt(fields, ['outputs'])}
          onChange={(name, value) => change(['outputs', name])(value)}
        />
      </Section>
    </>
  );
}

function valueAt(fields: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, name) => (isMapValue(at) && Object.hasOwn(at, name) ? at[name] : undefined),
    fields,
  );
}

function mapAt(fields: JsonObject, path: readonly string[]): JsonObject {
  const value = valueAt(fields, path);
  return isMapValue(value) ? value : {};
}

const hasAny = (fields: JsonObject, all: readonly CommonField[]): boolean =>
  all.some(({ path }) => valueAt(fields, path) !== undefined);

/** Open from the start where the text says something of it. */
function Section({ title, isOpen, children }: { title: string; isOpen: boolean; children: React.ReactNode }) {
  const [open, setOpen] = useState(isOpen);
  const id = useId();
  return (
    <section className="inspector-section" aria-labelledby={id}>
      <button type="button" id={id} className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {title}
      </button>
      {open && children}
    </section>
  );
}
