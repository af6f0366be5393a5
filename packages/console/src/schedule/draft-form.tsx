import type { ProblemItem, ScheduleType } from '@carillon/protocol';
import { isTimeZone } from '@carillon/core';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarNamesQuery } from '../api/calendar-queries.ts';
import type { Place } from '../api/queries.ts';
import { ZONES } from '../time/zones.ts';
import type { DraftFields } from './draft.ts';
import { useWords } from './expression.tsx';

interface DraftFormProps {
  readonly type: ScheduleType;
  /** Of the schedule. */
  readonly place: Place;
  readonly fields: DraftFields;
  /** The fields of the live definition, to go back to. */
  readonly live: DraftFields;
  readonly problems: readonly ProblemItem[];
  readonly onChange: (fields: DraftFields) => void;
}

const GAPS = ['after', 'shift', 'skip'] as const;
const OVERLAPS = ['first', 'last', 'both'] as const;
/** Which field a problem of the definition belongs to, by the first part of its pointer. */
const PLACES: Readonly<Record<string, keyof DraftFields>> = { timezone: 'timezone', calendar: 'calendar', dst: 'gap' };

function problemTexts(problems: readonly ProblemItem[]): Partial<Record<keyof DraftFields, string>> {
  const found: Partial<Record<keyof DraftFields, string>> = {};
  for (const { pointer, message, hint } of problems) {
    const name = pointer.split('/').find((part) => Object.hasOwn(PLACES, part));
    const place = (name !== undefined && PLACES[name]) || 'expression';
    const text = hint === undefined ? message : `${message}. ${hint}`;
    found[place] = found[place] === undefined ? text : `${found[place]}\n${text}`;
  }
  return found;
}

export function DraftForm({ type, place, fields, live, problems, onChange }: DraftFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const calendars = useQuery(calendarNamesQuery(place));
  const texts = problemTexts(problems);
  const words = useWords({
    definition: { [type]: fields.expression },
    expression: fields.expression,
    timezone: isTimeZone(fields.timezone) ? fields.timezone : live.timezone,
  });
  const set = (part: Partial<DraftFields>) => onChange({ ...fields, ...part });
  const isChanged = Object.entries(live).some(([name, value]) => fields[name as keyof DraftFields] !== value);
  const field = (name: keyof DraftFields, label: string, hint?: string) => ({
    label: (
      <label htmlFor={`${id}-${name}`}>
        {label}
        {fields[name] !== live[name] && <span className="param-type">{t('simulate.changed')}</span>}
      </label>
    ),
    control: {
      id: `${id}-${name}`,
      'aria-describedby': `${id}-${name}-hint`,
      'aria-invalid': texts[name] !== undefined,
      ...(texts[name] !== undefined && { status: 'error' as const }),
    },
    note: (
      <p id={`${id}-${name}-hint`} className={texts[name] === undefined ? 'hint' : 'field-error'} aria-live="polite">
        {texts[name] ?? hint ?? '\u00a0'}
      </p>
    ),
  });
  const expression = field('expression', t(`scheduleType.${type}`), words);
  const zone = field('timezone', t('bar.zone'));
  const calendar = field('calendar', t('schedule.calendar'));
  const gap = field('gap', t('simulate.gap'), t('simulate.gapHint'));
  const overlap = field('overlap', t('simulate.overlap'), t('simulate.overlapHint'));
  return (
    <div className="start-form draft-form">
      <div className="field">
        {expression.label}
        <Input.TextArea
          {...expression.control}
          className="mono"
          autoSize={{ minRows: 1, maxRows: 6 }}
          spellCheck={false}
          value={fields.expression}
          onChange={(event) => set({ expression: event.target.value })}
        />
        {expression.note}
      </div>
      <div className="field">
        {zone.label}
        <Input
          {...zone.control}
          list={`${id}-zones`}
          spellCheck={false}
          value={fields.timezone}
          onChange={(event) => set({ timezone: event.target.value })}
        />
        <datalist id={`${id}-zones`}>
          {ZONES.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {zone.note}
      </div>
      <div className="field">
        {calendar.label}
        <Input
          {...calendar.control}
          list={`${id}-calendars`}
          spellCheck={false}
          placeholder={t('simulate.noCalendar')}
          value={fields.calendar}
          onChange={(event) => set({ calendar: event.target.value })}
        />
        <datalist id={`${id}-calendars`}>
          {calendars.data?.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        {calendar.note}
      </div>
      <div className="field-pair">
        <div className="field">
          {gap.label}
          <Select
            {...gap.control}
            value={fields.gap === '' ? 'after' : fields.gap}
            onChange={(next) => set({ gap: next })}
            options={GAPS.map((value) => ({ value, label: t(`dstGap.${value}`) }))}
          />
          {gap.note}
        </div>
        <div className="field">
          {overlap.label}
          <Select
            {...overlap.control}
            value={fields.overlap === '' ? 'first' : fields.overlap}
            onChange={(next) => set({ overlap: next })}
            options={OVERLAPS.map((value) => ({ value, label: t(`dstOverlap.${value}`) }))}
          />
          {overlap.note}
        </div>
      </div>
      <div>
        <Button disabled={!isChanged} onClick={() => onChange(live)}>
          {t('simulate.back')}
        </Button>
      </div>
    </div>
  );
}
