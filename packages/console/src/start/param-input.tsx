import { Input, Select, Switch } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { viewerZone } from '../time/zone.ts';
import { choicesOf, type Field, valueText } from './param-fields.ts';

interface ParamInputProps {
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

/** One param: its title, its control by type, what it means, and what is wrong with it. */
export function ParamInput({ field, value, error, onChange }: ParamInputProps) {
  const { t } = useTranslation();
  const id = useId();
  const { param, expression, initial } = field;
  // An empty text is a text; of other types it is no value.
  const isDefault = value === '' && initial !== '' && param.type !== 'string';
  const hints = [
    param.description,
    expression !== undefined && t('start.defaultExpression', { expression }),
    isDefault && t('start.emptyIs', { value: initial }),
    param.type === 'duration' && t('start.duration'),
    field.control === 'datetime' && viewerZone(),
  ].filter((hint) => typeof hint === 'string');
  return (
    <div className="field">
      <label htmlFor={id}>
        {param.title ?? field.name}
        {field.required && <span className="required"> *</span>}
        <span className="param-type">{param.type}</span>
      </label>
      <Control
        id={id}
        field={field}
        value={value}
        onChange={onChange}
        invalid={error !== undefined}
        described={`${id}-hint ${id}-error`}
      />
      {hints.length > 0 && (
        <p id={`${id}-hint`} className="hint">
          {hints.join(' · ')}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly field: Field;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly invalid: boolean;
  readonly described: string;
}

const INPUT_TYPES = { text: 'text', number: 'text', date: 'date', datetime: 'datetime-local' } as const;

function Control({ id, field, value, onChange, invalid, described }: ControlProps) {
  const { t } = useTranslation();
  const common = {
    id,
    'aria-describedby': described,
    'aria-invalid': invalid,
    ...(invalid && { status: 'error' as const }),
  };
  switch (field.control) {
    case 'switch':
      return <Switch id={id} checked={value === 'true'} onChange={(on) => onChange(String(on))} />;
    case 'select':
      return (
        <Select
          {...common}
          allowClear={!field.required}
          value={value === '' ? null : value}
          placeholder={t('start.choose')}
          options={choicesOf(field.param)?.map((each) => ({ value: valueText(each), label: valueText(each) })) ?? []}
          onChange={(chosen) => onChange(chosen ?? '')}
        />
      );
    case 'json':
    case 'lines':
      return (
        <Input.TextArea
          {...common}
          className="mono"
          autoSize={{ minRows: 2, maxRows: 10 }}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <Input
          {...common}
          type={INPUT_TYPES[field.control]}
          {...(field.control === 'number' && { inputMode: 'decimal' as const })}
          placeholder={field.expression === undefined ? '' : t('start.whenEmpty')}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
