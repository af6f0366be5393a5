import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADMIN_TABS } from '../../packages/console/src/admin/admin-search.ts';
import { TABS, VIEWS } from '../../packages/console/src/run/run-view.ts';
import { SCHEDULE_VIEWS } from '../../packages/console/src/schedule/schedule-view.ts';
import { SCHEDULES_TABS } from '../../packages/console/src/schedules/schedules-search.ts';
import { ALERTS_TABS } from '../../packages/console/src/alerts/alerts-search.ts';
import { WORKFLOW_TABS } from '../../packages/console/src/workflows/workflow-view.ts';
import type { Places } from './installation.ts';
import { REDIRECTS, SCREENS } from './pages.ts';

const ROUTES = path.resolve(import.meta.dirname, '../../packages/console/src/routes.tsx');
const PLACES: Places = {
  runs: new Map(),
  schedule: 'sch_1',
  backfill: 'bf_1',
  alert: 'alr_1',
  approval: 'apr_1',
  audit: '1',
  bulk: 'pln_1',
  planOfBackfill: 'pln_2',
  planOfWorkflows: 'pln_3',
};

/** Whole addresses as the console's router has them; those of a project are written below it. */
function routes(): string[] {
  const found = readFileSync(ROUTES, 'utf8').matchAll(
    /getParentRoute: \(\) => (root|project)Route,\s+path: '([^']+)'/g,
  );
  return [...found].map(([, parent, tail = '']) =>
    parent === 'root' ? tail : `/p/$project${tail === '/' ? '' : tail}`,
  );
}

const addresses = (route: string): string[] =>
  SCREENS.filter((screen) => screen.route === route).map(({ address }) => address(PLACES));
/** Those of `all` that no page of the route shows, the one without a word being the first. */
const unseen = (route: string, word: string, all: readonly string[]): readonly string[] =>
  all.slice(1).filter((each) => !addresses(route).some((address) => address.includes(`${word}=${each}`)));

describe('the pages that are looked at', () => {
  it('are all that the console has', () => {
    const known = new Set([...SCREENS.map(({ route }) => route), ...REDIRECTS]);
    expect(routes().length).toBeGreaterThan(15);
    expect([...known].sort()).toEqual([...new Set(routes())].sort());
  });

  it('are seen in every view and tab', () => {
    expect(unseen('/p/$project/w/$workflow', 'tab', WORKFLOW_TABS)).toEqual([]);
    expect(unseen('/p/$project/r/$runId', 'view', VIEWS)).toEqual([]);
    expect(unseen('/p/$project/r/$runId', 'tab', TABS)).toEqual([]);
    expect(unseen('/p/$project/schedule', 'tab', SCHEDULES_TABS)).toEqual([]);
    expect(unseen('/p/$project/alerts', 'tab', ALERTS_TABS)).toEqual([]);
    expect(unseen('/p/$project/admin', 'tab', ADMIN_TABS)).toEqual([]);
    expect(unseen('/p/$project/schedule/$scheduleId', 'view', SCHEDULE_VIEWS)).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(SCREENS.map(({ name }) => name)).size).toBe(SCREENS.length);
  });
});
