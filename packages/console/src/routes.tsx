/** Every address of the console. Pages are chunks of their own; what they show is in the address (UX 2.5). */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { CrashView, NotFound } from './shell/dead-ends.tsx';
import { SessionGate } from './shell/session-gate.tsx';
import { Shell } from './shell/shell.tsx';
import { lastProject } from './shell/place.ts';
import { queryClient } from './api/query-client.ts';
import type { AdminSearch } from './admin/admin-search.ts';
import type { AlertsSearch } from './alerts/alerts-search.ts';
import type { AuditFilterSearch } from './audit/audit-filter.ts';
import { parseBackfillView } from './backfill/backfill-view.ts';
import { parseCompareView } from './compare/compare-view.ts';
import { parseDatasetSearch } from './datasets/dataset-search.ts';
import { parseEditorSearch } from './editor/editor-search.ts';
import { textOf } from './parts/search-words.ts';
import type { RunFilterSearch } from './runs/run-filter.ts';
import { askForRun } from './run/ask-for-run.ts';
import { parseRunView } from './run/run-view.ts';
import { parseCalendarView } from './calendars/calendar-view.ts';
import { parseScheduleView } from './schedule/schedule-view.ts';
import type { SchedulesSearch } from './schedules/schedules-search.ts';
import { parseFleetSearch } from './workers/fleet-search.ts';
import type { WorkflowFilterSearch } from './workflows/workflow-filter.ts';
import { parseWorkflowView } from './workflows/workflow-view.ts';

interface RootSearch {
  env?: string;
  /** In which zone instants are shown, for whoever opens the link. */
  tz?: string;
}

/** Search params that the router keeps as they are: the page tells what it does not know of them. */
type Written = Record<string, unknown>;

const rootRoute = createRootRoute({
  validateSearch: ({ env, tz }): RootSearch => ({
    ...(typeof env === 'string' && { env }),
    ...(typeof tz === 'string' && { tz }),
  }),
  search: { middlewares: [retainSearchParams<RootSearch>(['env', 'tz'])] },
  component: () => (
    <SessionGate>
      <Outlet />
    </SessionGate>
  ),
  notFoundComponent: NotFound,
  errorComponent: CrashView,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/p/$project', params: { project: lastProject() }, search });
  },
});

/** Short and stable addresses that messages and the command line print. */
const shortRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/r/$runId',
  validateSearch: parseRunView,
  component: lazyRouteComponent(() => import('./run/short-address.tsx'), 'ShortAddress'),
});
const longRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$runId',
  validateSearch: parseRunView,
  beforeLoad: ({ params, search, location }) => {
    throw redirect({ to: '/r/$runId', params, search, hash: location.hash });
  },
});

const shortSchedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule',
  validateSearch: (written: Written): SchedulesSearch => written,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/p/$project/schedule', params: { project: lastProject() }, search });
  },
});
const shortCalendarsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calendars',
  beforeLoad: () => {
    throw redirect({ to: '/p/$project/calendars', params: { project: lastProject() } });
  },
});
const shortApprovalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals',
  beforeLoad: () => {
    throw redirect({ to: '/p/$project/approvals', params: { project: lastProject() } });
  },
});
const shortApprovalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals/$approvalId',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/p/$project/approvals/$approvalId', params: { project: lastProject(), ...params } });
  },
});
const shortCalendarRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calendars/$project/$name',
  validateSearch: parseCalendarView,
  beforeLoad: ({ params, search }) => {
    throw redirect({ to: '/p/$project/calendars/$name', params, search });
  },
});
/** The project of these is known once they are read. */
const shortScheduleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedule/$scheduleId',
  validateSearch: parseScheduleView,
  component: lazyRouteComponent(() => import('./schedule/short-schedule-address.tsx'), 'ShortScheduleAddress'),
});
const shortBackfillRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/backfills/$backfillId',
  validateSearch: parseBackfillView,
  component: lazyRouteComponent(() => import('./backfill/short-backfill-address.tsx'), 'ShortBackfillAddress'),
});

const projectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/p/$project',
  component: Shell,
  errorComponent: CrashView,
  notFoundComponent: NotFound,
});

const overviewRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});

const workflowsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w',
  validateSearch: (written: Written): WorkflowFilterSearch => written,
  component: lazyRouteComponent(() => import('./workflows/workflow-list.tsx'), 'WorkflowList'),
});

const workflowRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w/$workflow',
  validateSearch: parseWorkflowView,
  component: lazyRouteComponent(() => import('./workflows/workflow-page.tsx'), 'WorkflowPage'),
});

const runsOfDateRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w/$workflow/at/$date',
  component: lazyRouteComponent(() => import('./workflows/runs-of-date.tsx'), 'RunsOfDate'),
});

const newWorkflowRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w/new',
  component: lazyRouteComponent(() => import('./editor/new-workflow-page.tsx'), 'NewWorkflowPage'),
});

const editorRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w/$workflow/edit',
  validateSearch: parseEditorSearch,
  component: lazyRouteComponent(() => import('./editor/editor-page.tsx'), 'EditorPage'),
});

const runsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/r',
  validateSearch: (written: Written): RunFilterSearch => written,
  component: lazyRouteComponent(() => import('./runs/run-list.tsx'), 'RunList'),
});

const runRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/r/$runId',
  staticData: { list: '/p/$project/r' },
  validateSearch: parseRunView,
  beforeLoad: ({ params, search, cause }) => {
    if (cause !== 'preload') void askForRun(queryClient, params.runId, search.view);
  },
  component: lazyRouteComponent(() => import('./run/run-page.tsx'), 'RunPage'),
});

const bulksRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/bulk',
  component: lazyRouteComponent(() => import('./bulk/bulk-list.tsx'), 'BulkList'),
});

const bulkRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/bulk/$planId',
  staticData: { list: '/p/$project/bulk' },
  component: lazyRouteComponent(() => import('./bulk/bulk-page.tsx'), 'BulkPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/r/$runId/compare',
  staticData: { list: '/p/$project/r' },
  validateSearch: parseCompareView,
  component: lazyRouteComponent(() => import('./compare/compare-page.tsx'), 'ComparePage'),
});

const schedulesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/schedule',
  validateSearch: (written: Written): SchedulesSearch => written,
  component: lazyRouteComponent(() => import('./schedules/schedules-page.tsx'), 'SchedulesPage'),
});

const scheduleRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/schedule/$scheduleId',
  staticData: { list: '/p/$project/schedule' },
  validateSearch: parseScheduleView,
  component: lazyRouteComponent(() => import('./schedule/schedule-page.tsx'), 'SchedulePage'),
});

const backfillRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/backfills/$backfillId',
  staticData: { list: '/p/$project/schedule' },
  validateSearch: parseBackfillView,
  component: lazyRouteComponent(() => import('./backfill/backfill-page.tsx'), 'BackfillPage'),
});

const calendarsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/calendars',
  validateSearch: ({ q }): { q?: string } => {
    const query = textOf(q);
    return query === undefined ? {} : { q: query };
  },
  component: lazyRouteComponent(() => import('./calendars/calendar-list.tsx'), 'CalendarList'),
});

const calendarRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/calendars/$name',
  validateSearch: parseCalendarView,
  component: lazyRouteComponent(() => import('./calendars/calendar-page.tsx'), 'CalendarPage'),
});

const datasetsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/datasets',
  validateSearch: parseDatasetSearch,
  component: lazyRouteComponent(() => import('./datasets/datasets-page.tsx'), 'DatasetsPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});

const approvalsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/approvals',
  validateSearch: ({ show }): { show?: 'all' } => (show === 'all' ? { show } : {}),
  component: lazyRouteComponent(() => import('./approvals/approvals-page.tsx'), 'ApprovalsPage'),
});

const approvalRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/approvals/$approvalId',
  staticData: { list: '/p/$project/approvals' },
  component: lazyRouteComponent(() => import('./approvals/approval-page.tsx'), 'ApprovalPage'),
});

const alertsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/alerts',
  validateSearch: (written: Written): AlertsSearch => written,
  component: lazyRouteComponent(() => import('./alerts/alerts-page.tsx'), 'AlertsPage'),
});

const alertRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/alerts/$alertId',
  staticData: { list: '/p/$project/alerts' },
  component: lazyRouteComponent(() => import('./alerts/alert-page.tsx'), 'AlertPage'),
});

const shortAdminRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  validateSearch: (written: Written): AdminSearch => written,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/p/$project/admin', params: { project: lastProject() }, search });
  },
});
const adminRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/admin',
  validateSearch: (written: Written): AdminSearch => written,
  component: lazyRouteComponent(() => import('./admin/admin-page.tsx'), 'AdminPage'),
});

const shortAuditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: (written: Written): AuditFilterSearch => written,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/p/$project/audit', params: { project: lastProject() }, search });
  },
});
const auditRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/audit',
  validateSearch: (written: Written): AuditFilterSearch => written,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});

const auditRecordRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/audit/$seq',
  component: lazyRouteComponent(() => import('./audit/audit-record-page.tsx'), 'AuditRecordPage'),
});

const workersRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/fleet',
  validateSearch: parseFleetSearch,
  component: lazyRouteComponent(() => import('./workers/worker-list.tsx'), 'Fleet'),
});

const shortHealthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/health',
  beforeLoad: () => {
    throw redirect({ to: '/p/$project/health', params: { project: lastProject() } });
  },
});
const healthRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/health',
  component: lazyRouteComponent(() => import('./health/health-page.tsx'), 'HealthPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    shortRunRoute,
    longRunRoute,
    shortSchedulesRoute,
    shortScheduleRoute,
    shortBackfillRoute,
    shortApprovalsRoute,
    shortApprovalRoute,
    shortCalendarsRoute,
    shortCalendarRoute,
    shortHealthRoute,
    shortAuditRoute,
    shortAdminRoute,
    projectRoute.addChildren([
      overviewRoute,
      workflowsRoute,
      workflowRoute,
      runsOfDateRoute,
      newWorkflowRoute,
      editorRoute,
      runsRoute,
      runRoute,
      compareRoute,
      bulksRoute,
      bulkRoute,
      schedulesRoute,
      scheduleRoute,
      backfillRoute,
      calendarsRoute,
      calendarRoute,
      approvalsRoute,
      approvalRoute,
      alertsRoute,
      alertRoute,
      adminRoute,
      auditRoute,
      auditRecordRoute,
      workersRoute,
      healthRoute,
      datasetsRoute,
      settingsRoute,
    ]),
  ]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
