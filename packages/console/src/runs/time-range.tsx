import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wallClock } from '../time/wall-clock.ts';
import { viewerZone } from '../time/zone.ts';
import type { RunFilterSearch } from './run-filter.ts';

/** A year that is being typed begins as one of antiquity. */
const EARLIEST = '2000-01-01T00:00';
/** Without it the year takes six digits, which no program reads back. */
const LATEST = '9999-12-31T23:59';

type Range = Pick<RunFilterSearch, 'from' | 'to'>;

interface CreatedRangeProps {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Takes what changed. */
  readonly onChange: (part: Range) => void;
}

/** Any two instants between which runs were created. The address holds them in UTC: they mean the same to every reader. */
export function CreatedRange({ from, to, onChange }: CreatedRangeProps) {
  const { t } = useTranslation();
  const isWrong = from !== undefined && to !== undefined && from >= to;
  return (
    <>
      <MomentField label={t('runs.from')} value={from ?? ''} onChange={(at) => onChange({ from: at })} />
      <MomentField label={t('runs.to')} value={to ?? ''} onChange={(at) => onChange({ to: at })} />
      {isWrong && (
        <p className="field-error" role="alert">
          {t('runs.rangeWrong')}
        </p>
      )}
    </>
  );
}

interface MomentFieldProps {
  readonly label: string;
  /** An instant; empty for none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function MomentField({ label, value, onChange }: MomentFieldProps) {
  const id = useId();
  const [text, setText] = useState(() => fieldText(value));
  useEffect(() => setText(fieldText(value)), [value]);
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        <span className="param-type">{viewerZone()}</span>
      </label>
      <Input
        id={id}
        type="datetime-local"
        max={LATEST}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          if (target.value === '') onChange('');
          else if (target.value >= EARLIEST) onChange(new Date(target.value).toISOString());
        }}
      />
    </div>
  );
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** An instant as the field of the reader's zone has it. */
export function fieldText(instant: string, zone = viewerZone()): string {
  if (instant === '') return '';
  const { date, hour, minute } = wallClock(Date.parse(instant), zone);
  return `${date}T${twoDigits(hour)}:${twoDigits(minute)}`;
}
