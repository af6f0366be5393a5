import { SCHEDULE_KINDS } from '@carillon/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { schedulesQuery } from '../api/schedule-queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, FilteredOut, QueryView } from '../parts/page.tsx';
import { SCHEDULE_STATES } from '../states/families.ts';
import { ScheduleStateLabel } from '../states/state-label.tsx';
import { ZONES } from '../time/zones.ts';
import type { SchedulesSearch } from './schedules-search.ts';
import { TriggerTable } from './trigger-table.tsx';

interface TriggerListProps {
  readonly place: Place;
  readonly search: SchedulesSearch;
  readonly onChange: (part: SchedulesSearch) => void;
}

const EXAMPLE = `schedule:
  cron: "10 0 * * *"
  timezone: Asia/Shanghai
  calendar: cn-workdays`;

export function TriggerList({ place, search, onChange }: TriggerListProps) {
  const { t } = useTranslation();
  const { q, kind, state, zone } = search;
  const query = useInfiniteQuery(schedulesQuery(place, { text: q, kind, state, timezone: zone }));
  const setText = useCallback((text: string) => onChange({ q: text === '' ? undefined : text }), [onChange]);
  const loaded = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = [q, kind, state, zone].some((each) => each !== undefined);
  const onReset = () => onChange({ q: undefined, kind: undefined, state: undefined, zone: undefined });
  // Those that are in sight come first.
  const zones = new Set([...loaded.map(({ timezone }) => timezone), ...ZONES]);
  if (zone !== undefined) zones.add(zone);
  return (
    <>
      <div className="filters">
        <FilterInput label={t('schedules.filter')} value={q ?? ''} onChange={setText} />
        <Select
          aria-label={t('schedules.kind')}
          className="choice"
          value={kind ?? ''}
          onChange={(next) => onChange({ kind: SCHEDULE_KINDS.find((each) => each === next) })}
          options={[
            { value: '', label: t('schedules.anyKind') },
            ...SCHEDULE_KINDS.map((each) => ({ value: each, label: t(`scheduleType.${each}`) })),
          ]}
        />
        <Select
          aria-label={t('runs.state')}
          className="choice"
          value={state ?? ''}
          onChange={(next) => onChange({ state: SCHEDULE_STATES.find((each) => each === next) })}
          options={[
            { value: '', label: t('runs.anyState') },
            ...SCHEDULE_STATES.map((each) => ({ value: each, label: <ScheduleStateLabel state={each} /> })),
          ]}
        />
        <Select
          aria-label={t('bar.zone')}
          className="choice"
          showSearch
          value={zone ?? ''}
          onChange={(next) => onChange({ zone: next === '' ? undefined : next })}
          options={[
            { value: '', label: t('schedules.anyZone') },
            ...[...zones].map((each) => ({ value: each, label: each })),
          ]}
        />
        {isFiltered && (
          <Button type="link" onClick={onReset}>
            {t('action.resetFilters')}
          </Button>
        )}
      </div>
      <QueryView query={query}>
        {() => (
          <>
            {loaded.length > 0 ? (
              <TriggerTable schedules={loaded} />
            ) : isFiltered ? (
              <FilteredOut title={t('schedules.filtered')} onReset={onReset} />
            ) : (
              <NoTrigger />
            )}
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
    </>
  );
}

function NoTrigger() {
  const { t } = useTranslation();
  return (
    <Empty title={t('schedules.empty')} hint={t('schedules.emptyHint')}>
      <CodeBlock text={EXAMPLE} />
    </Empty>
  );
}
