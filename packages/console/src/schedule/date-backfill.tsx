import type { Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { firingsOfDayQuery } from '../api/schedule-queries.ts';
import { BackfillDialog } from '../backfill/backfill-dialog.tsx';
import { placeOf } from '../shell/place.ts';

interface DateBackfillProps {
  readonly schedule: Schedule;
  /** On which the schedule fires; its runs may cover the date before. */
  readonly date: string;
  readonly onClose: () => void;
}

/** A backfill of what the firings of one date cover. */
export function DateBackfill({ schedule, date, onClose }: DateBackfillProps) {
  const { data, error } = useQuery(firingsOfDayQuery(schedule, date));
  if (!data && !error) return null;
  const covered = (data ?? []).map(({ logicalDate }) => logicalDate).sort();
  const range = { from: covered[0] ?? date, to: covered.at(-1) ?? date };
  const place = placeOf(schedule);
  return <BackfillDialog place={place} workflow={schedule.workflow} range={range} onClose={onClose} />;
}
