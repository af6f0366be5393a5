import { RUN_STATES, type RunState } from '@carillon/core';
import { Button, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { StateLabel } from '../states/state-label.tsx';
import { MoreRunFilters } from './more-run-filters.tsx';
import { RUN_AGES, type RunAge } from './run-age.ts';
import type { RunFilterSearch } from './run-filter.ts';

interface RunFiltersProps {
  readonly filter: RunFilterSearch;
  readonly onChange: (filter: RunFilterSearch) => void;
}

export function RunFilters({ filter, onChange }: RunFiltersProps) {
  const { t } = useTranslation();
  /** An empty part is left out by who reads the address. */
  const change = useCallback((part: RunFilterSearch) => onChange({ ...filter, ...part }), [filter, onChange]);
  const setWorkflow = useCallback((workflow: string) => change({ workflow }), [change]);
  const isRange = filter.from !== undefined || filter.to !== undefined;
  return (
    <>
      <FilterInput label={t('runs.filterWorkflow')} value={filter.workflow ?? ''} onChange={setWorkflow} />
      <Select<RunState[]>
        mode="multiple"
        className="state-filter"
        aria-label={t('runs.state')}
        placeholder={t('runs.anyState')}
        allowClear
        value={filter.state ?? []}
        onChange={(state) => change({ state })}
        options={RUN_STATES.map((state) => ({ value: state, label: <StateLabel state={state} /> }))}
      />
      <Select<RunAge | '' | 'range'>
        aria-label={t('runs.since')}
        className="choice"
        value={isRange ? 'range' : (filter.since ?? '')}
        onChange={(since) => {
          const { since: _former, from: _from, to: _to, ...rest } = filter;
          if (since !== 'range') onChange(since === '' ? rest : { ...rest, since });
        }}
        options={[
          { value: '', label: t('runs.anyTime') },
          ...RUN_AGES.map((age) => ({ value: age, label: t(`runAge.${age}`) })),
          ...(isRange ? [{ value: 'range' as const, label: t('runs.ownTime') }] : []),
        ]}
      />
      <MoreRunFilters filter={filter} onChange={change} />
      {Object.keys(filter).length > 0 && (
        <Button type="link" onClick={() => onChange({})}>
          {t('action.resetFilters')}
        </Button>
      )}
    </>
  );
}
