import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader, Skeleton, useTitle } from '../parts/page.tsx';
import { StrangeFilters } from '../parts/strange-filters.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { ADMIN_TABS, parseAdminSearch } from './admin-search.ts';
import './admin.css';

const route = getRouteApi('/p/$project/admin');
const SecretList = lazy(() => import('./secret-list.tsx').then((module) => ({ default: module.SecretList })));
const VariableList = lazy(() => import('./variable-list.tsx').then((module) => ({ default: module.VariableList })));
const TokenList = lazy(() => import('./token-list.tsx').then((module) => ({ default: module.TokenList })));
const LISTS = { secrets: SecretList, variables: VariableList, tokens: TokenList };

/** What a list is filtered by. */
export interface NameFilter {
  readonly q: string;
  readonly onFilter: (q: string) => void;
}

/** What workflows are given from outside, and who may call: secrets, variables, tokens. */
export function AdminPage() {
  const { t } = useTranslation();
  const written = route.useSearch();
  const search = parseAdminSearch({ ...written });
  const { tab = 'secrets', q = '' } = search;
  const navigate = route.useNavigate();
  const setFilter = useCallback(
    (text: string) =>
      void navigate({ search: (known) => parseAdminSearch({ ...known, q: text }), replace: true, resetScroll: false }),
    [navigate],
  );
  const List = LISTS[tab];
  useTitle(t(`admin.${tab}`), t('admin.title'));
  return (
    <div className="page admin">
      <PageHeader title={t('admin.title')} note={t('admin.note')} />
      <StrangeFilters
        written={written}
        known={search}
        onDrop={() => void navigate({ search: { ...search }, replace: true })}
      />
      <div className="page-tabs">
        <Tabs
          label={t('admin.title')}
          tabs={ADMIN_TABS.map((key) => ({ key, label: t(`admin.${key}`) }))}
          active={tab}
          onChange={(next) => void navigate({ search: next === 'secrets' ? {} : { tab: next }, replace: true })}
        >
          <Suspense fallback={<Skeleton />}>
            <List q={q} onFilter={setFilter} />
          </Suspense>
        </Tabs>
      </div>
    </div>
  );
}
