import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { viewerZone } from '../time/zone.ts';

interface UntilFieldProps {
  /** A moment of the reader's zone; empty for none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** When a pause ends by itself. */
export function UntilField({ value, onChange }: UntilFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={`${id}-until`}>
        {t('schedule.resumeAt')}
        <span className="param-type">{viewerZone()}</span>
      </label>
      <Input
        id={`${id}-until`}
        type="datetime-local"
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className="hint">
        {t('schedule.resumeAtHint')}
      </p>
    </div>
  );
}

/** As the server takes it. */
export const untilOf = (value: string): string | undefined =>
  value === '' ? undefined : new Date(value).toISOString();
