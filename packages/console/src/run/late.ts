/** What of the pages of runs and workflows is loaded when it is asked for: forms and graphs weigh more than the pages. */
import { lazy } from 'react';
import { loadedLater } from '../parts/loaded-later.tsx';

export const RerunDialog = lazy(async () => ({ default: (await import('./rerun-dialog.tsx')).RerunDialog }));
export const SinceGreen = lazy(async () => ({ default: (await import('./since-green.tsx')).SinceGreen }));
export const loadTaskGraph = async () => (await import('./task-graph.tsx')).TaskGraph;
export const TaskGraph = loadedLater(loadTaskGraph);
export const TaskChildren = lazy(async () => ({
  default: (await import('../children/task-children.tsx')).TaskChildren,
}));
export const TaskApproval = lazy(async () => ({
  default: (await import('../approvals/task-approval.tsx')).TaskApproval,
}));
export const TaskSignal = lazy(async () => ({ default: (await import('../signals/task-signal.tsx')).TaskSignal }));
