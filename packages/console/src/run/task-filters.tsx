import type { TaskRun } from '@carillon/protocol';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterInput } from '../parts/filter-input.tsx';
import { Chip } from '../shell/chip.tsx';
import { statesOf, type TaskFilter } from './task-filter.ts';

interface TaskFiltersProps {
  readonly tasks: readonly TaskRun[];
  readonly shown: number;
  readonly filter: TaskFilter;
  /** Takes what changed. */
  readonly onChange: (part: TaskFilter) => void;
}

export function TaskFilters({ tasks, shown, filter: { q, state }, onChange }: TaskFiltersProps) {
  const { t } = useTranslation();
  const states = useMemo(() => statesOf(tasks), [tasks]);
  const setText = useCallback((text: string) => onChange({ q: text }), [onChange]);
  const isFiltered = q !== undefined || state !== undefined;
  // What the address asks for stays to be seen when no task is in that state any more.
  const offered =
    state === undefined || states.some((each) => each.state === state) ? states : [...states, { state, count: 0 }];
  return (
    <div className="task-filters">
      <FilterInput label={t('run.filterTasks')} value={q ?? ''} onChange={setText} />
      <Chip
        label={t('table.state')}
        value={state ?? ''}
        options={[
          { value: '', label: t('runs.anyState') },
          ...offered.map((each) => ({ value: each.state, label: `${t(`state.${each.state}`)} · ${each.count}` })),
        ]}
        onChange={(chosen) => onChange({ state: chosen })}
      />
      {isFiltered && (
        <span className="soft nowrap" role="status">
          {t('run.tasksShown', { shown, total: tasks.length })}
        </span>
      )}
    </div>
  );
}
