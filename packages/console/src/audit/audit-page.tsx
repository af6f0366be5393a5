import type { AuditRecord } from '@carillon/protocol';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useColumns } from '../parts/columns.ts';
import { ListTools } from '../parts/list-tools.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, FilteredOut, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { SameCommand } from '../parts/same-command.tsx';
import { StrangeFilters } from '../parts/strange-filters.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { usePlace } from '../shell/place.ts';
import { auditCommand, type AuditFilterSearch, parseAuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { auditExport, auditQuery, newestAuditQuery } from './audit-queries.ts';
import { useAuditColumns } from './audit-table.tsx';
import '../runs/run-list.css';
import './audit.css';

const route = getRouteApi('/p/$project/audit');
const ChainDialog = lazy(() => import('./chain-dialog.tsx').then((module) => ({ default: module.ChainDialog })));

/** Who did what to what, of the whole tenant, and whether that is as it was written. */
export function AuditPage() {
  const { t } = useTranslation();
  const { project } = usePlace();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = useMemo(() => parseAuditFilter({ ...search }), [search]);
  const query = useInfiniteQuery(auditQuery(filter));
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const setFilter = useCallback(
    (next: Readonly<Record<string, unknown>>) => void navigate({ search: parseAuditFilter(next), replace: true }),
    [navigate],
  );
  const columns = useColumns<AuditRecord>('audit', useAuditColumns(project));
  const [isChecking, setChecking] = useState(false);
  const isFiltered = Object.keys(filter).length > 0;
  useTitle(t('audit.title'));
  return (
    <div className="page audit">
      <PageHeader title={t('audit.title')} note={t('audit.note')}>
        <Button onClick={() => setChecking(true)}>{t('chain.open')}</Button>
      </PageHeader>
      <div className="filters">
        <AuditFilters filter={filter} onChange={setFilter} />
        <ListTools columns={columns} source={{ address: (format) => auditExport(filter, format) }} fileName="audit" />
      </div>
      <StrangeFilters written={search} known={filter} onDrop={() => setFilter({ ...filter })} />
      <QueryView query={query}>
        {() => (
          <>
            {!query.isPlaceholderData && <NewRows filter={filter} shown={rows.at(0)?.seq ?? 0} />}
            {rows.length === 0 ? (
              isFiltered ? (
                <FilteredOut title={t('audit.filtered')} onReset={() => setFilter({})} />
              ) : (
                <Empty title={t('audit.empty')} />
              )
            ) : (
              <LongTable columns={columns.shown} rows={rows} rowKey={({ seq }) => seq} />
            )}
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
      <SameCommand ofPage cli={auditCommand(filter)} />
      <Suspense>{isChecking && <ChainDialog onClose={() => setChecking(false)} />}</Suspense>
    </div>
  );
}

/** Rows never jump under the pointer: newer ones are shown when they are asked for. */
function NewRows({ filter, shown }: { filter: AuditFilterSearch; shown: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: newest = 0 } = useQuery(newestAuditQuery(filter));
  return (
    <output className="new-runs">
      {newest > shown && (
        <button type="button" onClick={() => void client.resetQueries({ queryKey: auditQuery(filter).queryKey })}>
          {t('audit.newer')}
        </button>
      )}
    </output>
  );
}
