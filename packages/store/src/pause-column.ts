/** A pause as one column of a row, of schedules and of deployments alike. */
import type { PauseRecord } from '@carillon/core';

/** @param row alias of a row with the columns of a pause; null where it is not paused */
export const pauseColumn = (row: string, isPaused: string): string =>
  `case when ${isPaused} then jsonb_build_object('since', coalesce(${row}.paused_at, ${row}.updated_at), 'actor', coalesce(${row}.paused_by, ''),
    'reason', ${row}.pause_reason, 'resumeAt', ${row}.resume_at) end`;

/** Times are texts in JSON. */
export interface PauseJson {
  readonly since: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly resumeAt: string | null;
}

export function toPauseRecord(pause: PauseJson | null): PauseRecord | undefined {
  if (pause === null) return undefined;
  return {
    since: new Date(pause.since),
    actor: pause.actor,
    ...(pause.reason !== null && { reason: pause.reason }),
    ...(pause.resumeAt !== null && { resumeAt: new Date(pause.resumeAt) }),
  };
}
