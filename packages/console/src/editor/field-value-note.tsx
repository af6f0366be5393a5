import { useTranslation } from 'react-i18next';
import { valueText } from '../start/param-fields.ts';
import type { FieldValue } from './use-field-values.ts';

/** What an expression comes to, under its field. */
export function FieldValueNote({ value, name }: { value: FieldValue | undefined; name?: string }) {
  const { t } = useTranslation();
  if (!value) return null;
  const { error } = value;
  return (
    <p className={error === undefined ? 'field-value' : 'field-value is-missing'}>
      {name !== undefined && <b className="mono">{name}</b>}
      <span aria-hidden>{error === undefined ? '=' : '≠'}</span>
      <span className="visually-hidden">{t(error === undefined ? 'editor.comesTo' : 'editor.cannotBeRead')}</span>
      {error === undefined ? <code>{valueText(value.value as never)}</code> : <span>{error}</span>}
    </p>
  );
}
