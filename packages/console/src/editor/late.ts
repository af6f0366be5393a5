/** What the text does not need to be drawn; each is on its way as soon as it is wanted. */
import { lazy } from 'react';

export const Canvas = lazy(async () => ({ default: (await import('./canvas.tsx')).Canvas }));
export const TaskTable = lazy(async () => ({ default: (await import('./task-table.tsx')).TaskTable }));
export const ScriptPane = lazy(async () => ({ default: (await import('./script-pane.tsx')).ScriptPane }));
export const DryRun = lazy(async () => ({ default: (await import('./dry-run.tsx')).DryRun }));
export const TaskTest = lazy(async () => ({ default: (await import('./task-test.tsx')).TaskTest }));
export const PublishDialog = lazy(async () => ({ default: (await import('./publish-dialog.tsx')).PublishDialog }));
export const ConflictDialog = lazy(async () => ({ default: (await import('./conflict-dialog.tsx')).ConflictDialog }));
