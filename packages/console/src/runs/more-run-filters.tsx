import { TRIGGER_KINDS, type TriggerKind } from '@carillon/core';
import { Select } from 'antd';
import { useCallback, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { MoreFilters } from '../parts/more-filters.tsx';
import type { RunFilterSearch } from './run-filter.ts';

interface MoreRunFiltersProps {
  readonly filter: RunFilterSearch;
  /** Takes what changed. */
  readonly onChange: (part: RunFilterSearch) => void;
}

export function MoreRunFilters({ filter: { trigger, label, input, fingerprint }, onChange }: MoreRunFiltersProps) {
  const { t } = useTranslation();
  const id = useId();
  const setFingerprint = useCallback(
    (text: string) => onChange({ fingerprint: text.trim().toLowerCase() }),
    [onChange],
  );
  const used = [trigger, label, input, fingerprint].filter((part) => part !== undefined).length;
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
        <Words id={`${id}-input`} example="region=eu" words={input} onChange={(words) => onChange({ input: words })} />
      </div>
      <FilterInput label={t('runs.fingerprint')} value={fingerprint ?? ''} onChange={setFingerprint} />
      <p className="hint">{t('runs.moreHint')}</p>
    </MoreFilters>
  );
}

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
