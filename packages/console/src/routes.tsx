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
import { parseRunFilter } from './runs/run-filter.ts';
import { parseRunView } from './run/run-view.ts';

interface RootSearch {
  env?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const rootRoute = createRootRoute({
  validateSearch: ({ env }): RootSearch => ({ ...(typeof env === 'string' && { env }) }),
  search: { middlewares: [retainSearchParams<RootSearch>(['env'])] },
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
  beforeLoad: () => {
    throw redirect({ to: '/p/$project/w', params: { project: lastProject() } });
  },
});

/** Short and stable addresses that messages and the command line print. */
const shortRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/r/$runId',
  component: lazyRouteComponent(() => import('./run/short-address.tsx'), 'ShortAddress'),
});
const longRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$runId',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/r/$runId', params });
  },
});

const projectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/p/$project',
  component: Shell,
  errorComponent: CrashView,
  notFoundComponent: NotFound,
});

const projectHomeRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/p/$project/w', params });
  },
});

const workflowsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w',
  validateSearch: ({ q }): { q?: string } => {
    const query = text(q);
    return query === undefined ? {} : { q: query };
  },
  component: lazyRouteComponent(() => import('./workflows/workflow-list.tsx'), 'WorkflowList'),
});

const workflowRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/w/$workflow',
  validateSearch: ({ version }): { version?: number } =>
    typeof version === 'number' && Number.isInteger(version) ? { version } : {},
  component: lazyRouteComponent(() => import('./workflows/workflow-page.tsx'), 'WorkflowPage'),
});

const runsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/r',
  validateSearch: parseRunFilter,
  component: lazyRouteComponent(() => import('./runs/run-list.tsx'), 'RunList'),
});

const runRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/r/$runId',
  validateSearch: parseRunView,
  component: lazyRouteComponent(() => import('./run/run-page.tsx'), 'RunPage'),
});

const workersRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: '/fleet',
  validateSearch: ({ q }): { q?: string } => {
    const query = text(q);
    return query === undefined ? {} : { q: query };
  },
  component: lazyRouteComponent(() => import('./workers/worker-list.tsx'), 'WorkerList'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    shortRunRoute,
    longRunRoute,
    projectRoute.addChildren([projectHomeRoute, workflowsRoute, workflowRoute, runsRoute, runRoute, workersRoute]),
  ]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
