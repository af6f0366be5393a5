import { WORKER_STATES, type WorkerState } from '@carillon/core';
import type { Worker } from '@carillon/protocol';
import { Button, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { WorkerStateLabel } from '../states/state-label.tsx';
import type { FleetSearch } from './fleet-search.ts';

interface WorkerFiltersProps {
  /** All there are: their groups and versions are to choose from. */
  readonly workers: readonly Worker[];
  readonly search: FleetSearch;
  readonly onChange: (search: FleetSearch) => void;
}

export function WorkerFilters({ workers, search, onChange }: WorkerFiltersProps) {
  const { t } = useTranslation();
  const { q = '', state = [], group, version } = search;
  /** An empty part is left out by who reads the address. */
  const change = useCallback((part: FleetSearch) => onChange({ ...search, ...part }), [search, onChange]);
  const setText = useCallback((text: string) => change({ q: text }), [change]);
  return (
    <>
      <FilterInput label={t('workers.filter')} value={q} onChange={setText} />
      <Select<WorkerState[]>
        mode="multiple"
        className="state-filter"
        aria-label={t('workers.state')}
        placeholder={t('runs.anyState')}
        allowClear
        value={state}
        onChange={(states) => change({ state: states })}
        options={WORKER_STATES.map((value) => ({ value, label: <WorkerStateLabel state={value} /> }))}
      />
      <Select
        className="choice"
        aria-label={t('workers.group')}
        value={group ?? ''}
        onChange={(value) => change({ group: value })}
        options={[{ value: '', label: t('workers.anyGroup') }, ...choices([...workers.map((one) => one.group), group])]}
      />
      <Select
        className="choice"
        aria-label={t('workers.version')}
        value={version ?? ''}
        onChange={(value) => change({ version: value })}
        options={[
          { value: '', label: t('workers.anyVersion') },
          ...choices([...workers.map((one) => one.version), version]),
        ]}
      />
      {Object.keys(search).length > 0 && (
        <Button type="link" onClick={() => onChange({})}>
          {t('action.resetFilters')}
        </Button>
      )}
    </>
  );
}

const choices = (values: readonly (string | undefined)[]) =>
  [...new Set(values.filter((value) => value !== undefined))].sort().map((value) => ({ value, label: value }));
