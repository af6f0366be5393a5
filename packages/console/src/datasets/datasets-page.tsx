import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader, useTitle } from '../parts/page.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { usePlace } from '../shell/place.ts';
import { Datasets } from './dataset-list.tsx';
import { DatasetPanel } from './dataset-panel.tsx';
import type { DatasetSearch } from './dataset-search.ts';
import { LineagePanel } from './lineage-panel.tsx';

const route = getRouteApi('/p/$project/datasets');

/** The datasets of a project as a list, or among what they come from and lead to; below, the one that is open. */
export function DatasetsPage() {
  const { t } = useTranslation();
  const place = usePlace();
  const search = route.useSearch();
  const { q = '', name, view = 'list' } = search;
  const navigate = route.useNavigate();
  const go = useCallback((next: DatasetSearch, replace = true) => void navigate({ search: next, replace }), [navigate]);
  const setFilter = useCallback((text: string) => go(text === '' ? {} : { q: text }), [go]);
  useTitle(t('datasets.title'));
  return (
    <div className="page">
      <PageHeader title={t('datasets.title')} />
      <div className="page-tabs">
        <Tabs
          label={t('datasets.views')}
          tabs={[
            { key: 'list', label: t('datasets.list') },
            { key: 'lineage', label: t('datasets.lineage') },
          ]}
          active={view}
          onChange={(key) =>
            go({ ...(name !== undefined && { name }), ...(key === 'lineage' && { view: key }) }, false)
          }
        >
          {view === 'lineage' ? (
            <LineagePanel place={place} search={search} onChange={go} />
          ) : (
            <Datasets place={place} q={q} onFilter={setFilter} />
          )}
        </Tabs>
      </div>
      {name !== undefined && <DatasetPanel key={name} place={place} name={name} isInLineage={view === 'lineage'} />}
    </div>
  );
}
