import { adminEn } from './en/admin.ts';
import { alertsEn } from './en/alerts.ts';
import { approvalsEn } from './en/approvals.ts';
import { auditEn } from './en/audit.ts';
import { backfillsEn } from './en/backfills.ts';
import { bulkEn } from './en/bulk.ts';
import { calendarsEn } from './en/calendars.ts';
import { compareEn } from './en/compare.ts';
import { datasetsEn } from './en/datasets.ts';
import { editorEn } from './en/editor.ts';
import { faultsEn } from './en/faults.ts';
import { fleetEn } from './en/fleet.ts';
import { healthEn } from './en/health.ts';
import { overviewEn } from './en/overview.ts';
import { problemsEn } from './en/problems.ts';
import { runEn } from './en/run.ts';
import { schedulesEn } from './en/schedules.ts';
import { shellEn } from './en/shell.ts';
import { startEn } from './en/start.ts';
import { statesEn } from './en/states.ts';
import { whyEn } from './en/why.ts';
import { workflowsEn } from './en/workflows.ts';
import type { Words } from './words.ts';

/** English, the reference: the other languages have exactly these keys (a test holds them to it). One file a page. */
export const en = {
  ...adminEn,
  ...alertsEn,
  ...approvalsEn,
  ...auditEn,
  ...backfillsEn,
  ...bulkEn,
  ...calendarsEn,
  ...compareEn,
  ...datasetsEn,
  editor: editorEn,
  ...faultsEn,
  ...fleetEn,
  ...healthEn,
  ...overviewEn,
  ...problemsEn,
  ...runEn,
  ...schedulesEn,
  ...shellEn,
  ...startEn,
  ...statesEn,
  ...whyEn,
  ...workflowsEn,
};

export type Messages = Words<typeof en>;
