/** What of the run page is loaded when it is asked for: its forms weigh more than the page. */
import { lazy } from 'react';

export const RerunDialog = lazy(async () => ({ default: (await import('./rerun-dialog.tsx')).RerunDialog }));
export const TaskChildren = lazy(async () => ({
  default: (await import('../children/task-children.tsx')).TaskChildren,
}));
export const TaskApproval = lazy(async () => ({
  default: (await import('../approvals/task-approval.tsx')).TaskApproval,
}));
export const TaskSignal = lazy(async () => ({ default: (await import('../signals/task-signal.tsx')).TaskSignal }));
