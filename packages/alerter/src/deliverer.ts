/**
 * Sends what is due. Run by the leader; one that dies between sending and noting it sends again with the same id. Each
 * receiver has its own line: one that is slow, or refuses, keeps nobody else from being told.
 */
import {
  type AlertLog,
  type DueNotice,
  type NoticeOutcome,
  type Said,
  said,
  SaidError,
  type Term,
} from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Send } from './sender.ts';

const MAX_NOTICES = 100;
const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];
/** Between the tries: eight in about a day (GUARANTEES 9.3). After the last the notice is given up. */
export const RETRY_MS: readonly number[] = [
  2 * SECOND_MS,
  10 * SECOND_MS,
  MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  16 * HOUR_MS,
];
const MAX_ERROR = 500;
/** In a row; then the receiver is left alone until the next look. */
const MAX_REFUSALS = 2;

export interface DelivererParts {
  readonly alerts: Pick<AlertLog, 'dueNotices' | 'settle'>;
  readonly send: Send;
  readonly retryMs: readonly number[];
  /** The term while it lasts. */
  readonly lead: () => Promise<Term | undefined>;
  readonly onOutcome: (outcome: 'delivered' | 'retried' | 'given_up') => void;
  readonly log: Logger;
}

/** How many notices were taken up. */
export type Deliver = () => Promise<number>;

export function createDeliverer({ alerts, send, retryMs, lead, onOutcome, log }: DelivererParts): Deliver {
  const attempt = async (notice: DueNotice): Promise<NoticeOutcome> => {
    try {
      await send(notice);
      onOutcome('delivered');
      return { state: 'delivered' };
    } catch (error) {
      const nextMs = retryMs[notice.tries];
      const about = { err: error, notice: notice.id, channel: notice.channel?.name, tries: notice.tries + 1 };
      const why = saidOf(error);
      if (nextMs === undefined) {
        onOutcome('given_up');
        log.error(about, 'a notice was given up');
        return { state: 'given_up', error: why };
      }
      onOutcome('retried');
      log.warn(about, 'a notice could not be delivered and is tried again');
      return { state: 'pending', error: why, retryMs: nextMs };
    }
  };

  const deliverTo = async (line: readonly DueNotice[]): Promise<void> => {
    let refused = 0;
    for (const notice of line) {
      // One slow receiver may take as long as the term; whoever has the next one sends what is left.
      if (!(await lead())) return;
      const outcome = await attempt(notice);
      const term = await lead();
      if (!term || !(await alerts.settle(notice, outcome, term))) return;
      refused = outcome.state === 'delivered' ? 0 : refused + 1;
      if (refused === MAX_REFUSALS) return;
    }
  };

  return async () => {
    const due = await alerts.dueNotices(MAX_NOTICES);
    const lines = new Map<number | undefined, DueNotice[]>();
    for (const notice of due) lines.set(notice.channel?.key, [...(lines.get(notice.channel?.key) ?? []), notice]);
    await Promise.all([...lines.values()].map(deliverTo));
    return due.length;
  };
}

/** What lies behind, too: fetch says only that it failed. */
function saidOf(error: unknown): Said {
  if (error instanceof SaidError) return error.said;
  const { message, cause } = error as Error;
  return said`${(cause instanceof Error ? `${message}: ${cause.message}` : message).slice(0, MAX_ERROR)}`;
}
