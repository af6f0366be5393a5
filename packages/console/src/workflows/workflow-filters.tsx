import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { type Place, workflowFacetsQuery } from '../api/queries.ts';
import { FilterInput } from '../parts/filter-input.tsx';
import { MoreWorkflowFilters } from './more-workflow-filters.tsx';
import type { WorkflowFilterSearch } from './workflow-filter.ts';

interface WorkflowFiltersProps {
  readonly place: Place;
  readonly search: WorkflowFilterSearch;
  readonly onChange: (search: WorkflowFilterSearch) => void;
}

/** Text, owner, tag, and whether it is paused. */
export function WorkflowFilters({ place, search, onChange }: WorkflowFiltersProps) {
  const { t } = useTranslation();
  const facets = useQuery(workflowFacetsQuery(place)).data;
  const setText = useCallback((q: string) => onChange(withPart(search, 'q', q)), [search, onChange]);
  const { owner, tag, paused } = search;
  const owners = choices([...(facets?.owners ?? []), owner]);
  const tags = choices([...(facets?.tags ?? []), tag]);
  return (
    <>
      <FilterInput label={t('workflows.filter')} value={search.q ?? ''} onChange={setText} />
      <Select
        aria-label={t('workflows.owner')}
        className="choice"
        showSearch
        value={owner ?? ''}
        onChange={(next) => onChange(withPart(search, 'owner', next))}
        options={[{ value: '', label: t('workflows.anyOwner') }, ...owners]}
      />
      <Select
        aria-label={t('workflows.tags')}
        className="choice"
        showSearch
        value={tag ?? ''}
        onChange={(next) => onChange(withPart(search, 'tag', next))}
        options={[{ value: '', label: t('workflows.anyTag') }, ...tags]}
      />
      <Select
        aria-label={t('runs.state')}
        className="choice"
        value={paused === undefined ? '' : String(paused)}
        onChange={(next) => onChange(withPart(search, 'paused', next === '' ? '' : next === 'true'))}
        options={[
          { value: '', label: t('runs.anyState') },
          { value: 'true', label: t('scheduleState.paused') },
          { value: 'false', label: t('workflows.notPaused') },
        ]}
      />
      <MoreWorkflowFilters
        search={search}
        onChange={(name, value) => {
          const { [name]: _former, ...rest } = search;
          onChange(value === undefined ? rest : { ...rest, [name]: value });
        }}
      />
      {Object.keys(search).length > 0 && (
        <Button type="link" onClick={() => onChange({})}>
          {t('action.resetFilters')}
        </Button>
      )}
    </>
  );
}

/** The filter with another part; an empty one is left out. */
function withPart(search: WorkflowFilterSearch, name: keyof WorkflowFilterSearch, value: string | boolean) {
  const { [name]: _former, ...rest } = search;
  return value === '' ? rest : { ...rest, [name]: value };
}

function choices(values: readonly (string | undefined)[]): { value: string; label: string }[] {
  const known = new Set(values.filter((value) => value !== undefined));
  return [...known].sort().map((value) => ({ value, label: value }));
}
