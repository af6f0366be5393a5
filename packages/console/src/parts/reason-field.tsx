import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

/** Why somebody does what a dialog offers; the audit keeps it. */
export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('schedule.reason')}</label>
      <Input id={id} maxLength={2000} value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
