import { LAST_RESULTS, LIFECYCLES } from '@carillon/core';
import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { MoreFilters } from '../parts/more-filters.tsx';
import { StateLabel } from '../states/state-label.tsx';
import type { WorkflowFilterSearch } from './workflow-filter.ts';

type Part = 'lifecycle' | 'lastResult' | 'hasDraft';

interface MoreWorkflowFiltersProps {
  readonly search: WorkflowFilterSearch;
  /** Undefined: any. */
  readonly onChange: (part: Part, value: WorkflowFilterSearch[Part] | undefined) => void;
}

export function MoreWorkflowFilters({ search, onChange }: MoreWorkflowFiltersProps) {
  const { t } = useTranslation();
  const id = useId();
  const { lifecycle, lastResult, hasDraft } = search;
  return (
    <MoreFilters used={[lifecycle, lastResult, hasDraft].filter((part) => part !== undefined).length}>
      <div className="field">
        <label htmlFor={`${id}-lifecycle`}>{t('workflows.lifecycle')}</label>
        <Select
          id={`${id}-lifecycle`}
          mode="multiple"
          allowClear
          placeholder={t('workflows.anyLifecycle')}
          value={lifecycle ?? []}
          onChange={(stages) => onChange('lifecycle', stages.length === 0 ? undefined : stages)}
          options={LIFECYCLES.map((stage) => ({ value: stage, label: t(`lifecycle.${stage}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-result`}>{t('workflows.lastResult')}</label>
        <Select
          id={`${id}-result`}
          allowClear
          placeholder={t('workflows.anyResult')}
          value={lastResult ?? null}
          onChange={(state) => onChange('lastResult', state ?? undefined)}
          options={LAST_RESULTS.map((state) => ({ value: state, label: <StateLabel state={state} /> }))}
        />
      </div>
      <label>
        <input
          type="checkbox"
          checked={hasDraft === true}
          onChange={({ target }) => onChange('hasDraft', target.checked || undefined)}
        />
        {t('workflows.hasDraft')}
      </label>
    </MoreFilters>
  );
}
