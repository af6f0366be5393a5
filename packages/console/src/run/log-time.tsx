/** To a time of a log: of its day, or of one of its days. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteText, clockText } from '../time/format.ts';
import type { LogLine } from './log-lines.ts';
import { type LogSpan, placeOfTime, spanOf } from './log-times.ts';

interface LogTimeProps {
  readonly lines: readonly LogLine[];
  readonly zone: string;
  readonly onGo: (index: number) => void;
}

export function LogTime({ lines, zone, onGo }: LogTimeProps) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState('');
  const span = useMemo(() => spanOf(lines, zone), [lines, zone]);
  const isOfSeveralDays = span?.isOfSeveralDays ?? false;
  const place = useMemo(() => placeOf(typed, lines, span, zone), [typed, lines, span, zone]);
  const textOf = (at: Date) =>
    isOfSeveralDays ? absoluteText(at, zone, i18n.language) : clockText(at, zone, i18n.language, true);
  return (
    <>
      <input
        // Another kind of input keeps nothing of what stands in this one.
        key={String(isOfSeveralDays)}
        type={isOfSeveralDays ? 'datetime-local' : 'time'}
        step={1}
        className="log-goto"
        aria-label={t('log.goToTime')}
        title={t('log.goToTime')}
        {...(isOfSeveralDays && span && { defaultValue: `${span.date}T00:00:00` })}
        onChange={({ target: { value } }) => {
          setTyped(value);
          const found = placeOf(value, lines, span, zone);
          if (found) onGo(found.index);
        }}
      />
      {span && place?.isOutside && (
        <span className="soft" role="status">
          {t('log.timeOutside', { from: textOf(span.from), to: textOf(span.to) })}
        </span>
      )}
    </>
  );
}

function placeOf(typed: string, lines: readonly LogLine[], span: LogSpan | undefined, zone: string) {
  if (typed === '' || !span) return undefined;
  return placeOfTime(lines, typed.includes('T') ? typed : `${span.date}T${typed}`, zone);
}
