import type { Schedule } from '@carillon/protocol';

export interface ScheduleDialogProps {
  readonly schedule: Schedule;
  readonly onClose: () => void;
}

/** What shows another thing once a schedule has changed. */
const CHANGES = ['schedules', 'schedule', 'next-firings', 'upcoming', 'workflow'] as const;

/** What the dialogs of a schedule's actions have in common. */
export const scheduleChange = (
  { schedule: { id }, onClose }: ScheduleDialogProps,
  verb: 'pause' | 'resume' | 'fire',
) => ({
  path: `/schedules/${id}/${verb}`,
  changes: CHANGES,
  onClose,
});
