import type { RunMatrix } from '@carillon/protocol';
import { wallClock } from '../time/wall-clock.ts';

/** Its business date, or else the viewer's day on which it began to be, as the times beside it are the viewer's. */
export const dateOfRun = (
  { logicalDate, createdAt }: Pick<RunMatrix['runs'][number], 'logicalDate' | 'createdAt'>,
  zone: string,
): string => logicalDate ?? wallClock(Date.parse(createdAt), zone).date;
