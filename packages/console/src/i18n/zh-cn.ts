import { adminZhCn } from './zh-cn/admin.ts';
import { alertsZhCn } from './zh-cn/alerts.ts';
import { approvalsZhCn } from './zh-cn/approvals.ts';
import { auditZhCn } from './zh-cn/audit.ts';
import { backfillsZhCn } from './zh-cn/backfills.ts';
import { bulkZhCn } from './zh-cn/bulk.ts';
import { calendarsZhCn } from './zh-cn/calendars.ts';
import { compareZhCn } from './zh-cn/compare.ts';
import { datasetsZhCn } from './zh-cn/datasets.ts';
import { editorZhCn } from './zh-cn/editor.ts';
import { faultsZhCn } from './zh-cn/faults.ts';
import { fleetZhCn } from './zh-cn/fleet.ts';
import { healthZhCn } from './zh-cn/health.ts';
import { overviewZhCn } from './zh-cn/overview.ts';
import { problemsZhCn } from './zh-cn/problems.ts';
import { runZhCn } from './zh-cn/run.ts';
import { schedulesZhCn } from './zh-cn/schedules.ts';
import { shellZhCn } from './zh-cn/shell.ts';
import { startZhCn } from './zh-cn/start.ts';
import { statesZhCn } from './zh-cn/states.ts';
import { whyZhCn } from './zh-cn/why.ts';
import { workflowsZhCn } from './zh-cn/workflows.ts';
import type { Messages } from './en.ts';

/** Chinese, one file a page as English. */
export const zhCn: Messages = {
  ...adminZhCn,
  ...alertsZhCn,
  ...approvalsZhCn,
  ...auditZhCn,
  ...backfillsZhCn,
  ...bulkZhCn,
  ...calendarsZhCn,
  ...compareZhCn,
  ...datasetsZhCn,
  editor: editorZhCn,
  ...faultsZhCn,
  ...fleetZhCn,
  ...healthZhCn,
  ...overviewZhCn,
  ...problemsZhCn,
  ...runZhCn,
  ...schedulesZhCn,
  ...shellZhCn,
  ...startZhCn,
  ...statesZhCn,
  ...whyZhCn,
  ...workflowsZhCn,
};
