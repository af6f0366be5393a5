/** What the record of servers says of the workers of each: those that are there, and take any. */
import { type HealthStore, SERVER_BEAT_MS } from '@carillon/core';
import type { Role } from '../config.ts';

const SILENT_BEATS = 3;
const TAKES_WORKERS: Role = 'scheduler';

export function workersOfOthers(
  own: string,
  { now, servers }: Awaited<ReturnType<HealthStore['servers']>>,
): readonly number[] {
  const heardSince = now.getTime() - SILENT_BEATS * SERVER_BEAT_MS;
  return servers.flatMap(({ id, roles, stoppedAt, seenAt, load }) =>
    id !== own && roles.includes(TAKES_WORKERS) && !stoppedAt && seenAt.getTime() > heardSince && load
      ? load.workers
      : [],
  );
}
