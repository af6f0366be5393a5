import { TRIGGER_KINDS, type TriggerKind } from '@carillon/core';
import { Select } from 'antd';
import { useCallback, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { MoreFilters } from '../parts/more-filters.tsx';
import { isFingerprint, isInput, type RunFilterSearch } from './run-filter.ts';
import { TimeRange } from './time-range.tsx';

interface MoreRunFiltersProps {
  readonly filter: RunFilterSearch;
  /** Takes what changed. */
  readonly onChange: (part: RunFilterSearch) => void;
}

export function MoreRunFilters({ filter, onChange }: MoreRunFiltersProps) {
  const { t } = useTranslation();
  const id = useId();
  const { trigger, label, input, fingerprint, from, to, endedFrom, endedTo, slaMissed } = filter;
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const setInput = (words: string[]) => {
    setWrong(words.filter((word) => !isInput(word)));
    onChange({ input: words.filter(isInput) });
  };
  const setFingerprint = useCallback((text: string) => onChange({ fingerprint: fingerprintOf(text) }), [onChange]);
  const fingerprintProblem = (text: string) =>
    text === '' || isFingerprint(fingerprintOf(text)) ? undefined : t('runs.fingerprintWrong');
  const parts = [trigger, label, input, fingerprint, from ?? to, endedFrom ?? endedTo, slaMissed];
  const used = parts.filter((part) => part !== undefined).length;
  return (
    <MoreFilters used={used}>
      <div className="field">
        <label htmlFor={`${id}-trigger`}>{t('runs.trigger')}</label>
        <Select<TriggerKind[]>
          id={`${id}-trigger`}
          mode="multiple"
          allowClear
          placeholder={t('runs.anyTrigger')}
          value={trigger ?? []}
          onChange={(kinds) => onChange({ trigger: kinds })}
          options={TRIGGER_KINDS.map((kind) => ({ value: kind, label: t(`trigger.${kind}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-label`}>{t('runs.labels')}</label>
        <Words id={`${id}-label`} example="team=bi" words={label} onChange={(words) => onChange({ label: words })} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-input`}>{t('runs.input')}</label>
        <Words id={`${id}-input`} example="region=eu" words={input} onChange={setInput} />
        {wrong.length > 0 && (
          <p className="field-error" role="alert">
            {t('runs.inputWrong', { words: wrong.join(', ') })}
          </p>
        )}
      </div>
      <FilterInput
        label={t('runs.fingerprint')}
        value={fingerprint ?? ''}
        problemOf={fingerprintProblem}
        onChange={setFingerprint}
      />
      <TimeRange
        from={{ label: t('runs.from'), at: from, onChange: (at) => onChange({ from: at }) }}
        to={{ label: t('runs.to'), at: to, onChange: (at) => onChange({ to: at }) }}
      />
      <TimeRange
        from={{ label: t('runs.endedFrom'), at: endedFrom, onChange: (at) => onChange({ endedFrom: at }) }}
        to={{ label: t('runs.endedTo'), at: endedTo, onChange: (at) => onChange({ endedTo: at }) }}
      />
      <label>
        <input
          type="checkbox"
          checked={slaMissed === true}
          onChange={({ target }) => onChange({ slaMissed: target.checked })}
        />{' '}
        {t('runs.onlySlaMissed')}
      </label>
      <p className="hint">{t('runs.moreHint')}</p>
    </MoreFilters>
  );
}

const fingerprintOf = (text: string): string => text.trim().toLowerCase();

interface WordsProps {
  readonly id: string;
  readonly example: string;
  readonly words: string[] | undefined;
  readonly onChange: (words: string[]) => void;
}

/** Typed one after the other; Enter ends one. */
function Words({ id, example, words = [], onChange }: WordsProps) {
  return (
    <Select<string[]>
      id={id}
      mode="tags"
      open={false}
      suffixIcon={null}
      placeholder={example}
      value={words}
      onChange={onChange}
    />
  );
}
