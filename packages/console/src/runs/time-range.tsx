import { Input } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wallClock } from '../time/wall-clock.ts';
import { viewerZone } from '../time/zone.ts';

/** A year that is being typed begins as one of antiquity. */
const EARLIEST = '2000-01-01T00:00';
/** Without it the year takes six digits, which no program reads back. */
const LATEST = '9999-12-31T23:59';

interface Bound {
  readonly label: string;
  readonly at: string | undefined;
  /** Takes an instant; empty for none. */
  readonly onChange: (at: string) => void;
}

/** Any two instants between which something was. The address holds them in UTC: they mean the same to every reader. */
export function TimeRange({ from, to }: { from: Bound; to: Bound }) {
  const { t } = useTranslation();
  const isWrong = from.at !== undefined && to.at !== undefined && from.at >= to.at;
  return (
    <>
      <MomentField {...from} />
      <MomentField {...to} />
      {isWrong && (
        <p className="field-error" role="alert">
          {t('runs.rangeWrong')}
        </p>
      )}
    </>
  );
}

function MomentField({ label, at: value = '', onChange }: Bound) {
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
