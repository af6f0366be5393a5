import type { Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { firingsOfDayQuery } from '../api/schedule-queries.ts';
import { BackfillDialog } from '../backfill/backfill-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';
import { placeOf } from '../shell/place.ts';

interface DateBackfillProps {
  readonly schedule: Schedule;
  /** On which the schedule fires; its runs may cover the date before. */
  readonly date: string;
  readonly onClose: () => void;
}

/** A backfill of what the firings of one date cover. */
export function DateBackfill({ schedule, date, onClose }: DateBackfillProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(firingsOfDayQuery(schedule, date));
  // The date of the firing may be the wrong one to fill.
  if (error && !data)
    return (
      <Dialog title={t('backfill.title', { workflow: schedule.workflow })} onClose={onClose}>
        <ErrorView error={error} retry={() => void refetch()} />
      </Dialog>
    );
  if (!data) return null;
  const covered = data.map(({ logicalDate }) => logicalDate).sort();
  const range = { from: covered[0] ?? date, to: covered.at(-1) ?? date };
  const place = placeOf(schedule);
  return <BackfillDialog place={place} workflow={schedule.workflow} range={range} onClose={onClose} />;
}
