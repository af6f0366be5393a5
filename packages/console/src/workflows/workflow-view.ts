/** What the page of a workflow shows, as it stands in its address. */
import { parseScheduleView, type ScheduleView } from '../schedule/schedule-view.ts';

export const WORKFLOW_TABS = ['summary', 'matrix', 'schedule', 'backfills', 'alerts', 'versions'] as const;
export type WorkflowTab = (typeof WORKFLOW_TABS)[number];

export interface WorkflowView extends ScheduleView {
  tab?: WorkflowTab | undefined;
  version?: number | undefined;
  /** The version that it is compared with; absent: the one before. */
  from?: number | undefined;
  /** Name of the schedule that is shown, where there are several. */
  schedule?: string | undefined;
}

export function parseWorkflowView(asked: Record<string, unknown>): WorkflowView {
  const { tab, version, from, schedule } = asked;
  const known = WORKFLOW_TABS.find((each) => each === tab);
  return {
    ...parseScheduleView(asked),
    ...(known && { tab: known }),
    ...(isNumber(version) && { version }),
    ...(isNumber(from) && { from }),
    ...(typeof schedule === 'string' && schedule !== '' && { schedule }),
  };
}

const isNumber = (asked: unknown): asked is number => typeof asked === 'number' && Number.isInteger(asked);
