import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { viewerZone } from '../time/zone.ts';

/** Without it the year takes six digits, which no program reads back. */
const LATEST = '9999-12-31T23:59';

interface UntilFieldProps {
  /** A moment of the reader's zone; empty for none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** When a pause ends by itself. */
export function UntilField({ value, onChange }: UntilFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const isPast = hasPassed(value);
  return (
    <div className="field">
      <label htmlFor={`${id}-until`}>
        {t('schedule.resumeAt')}
        <span className="param-type">{viewerZone()}</span>
      </label>
      <Input
        id={`${id}-until`}
        type="datetime-local"
        max={LATEST}
        value={value}
        aria-describedby={`${id}-hint`}
        aria-invalid={isPast}
        {...(isPast && { status: 'error' as const })}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={isPast ? 'field-error' : 'hint'}>
        {isPast ? t('schedule.resumeAtPast') : t('schedule.resumeAtHint')}
      </p>
    </div>
  );
}

/** Nothing is paused until then. */
export const hasPassed = (value: string): boolean => value !== '' && new Date(value).getTime() <= Date.now();

/** As the server takes it. */
export const untilOf = (value: string): string | undefined =>
  value === '' ? undefined : new Date(value).toISOString();
