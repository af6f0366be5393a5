/**
 * The loop that reads what ended and tells of it. The leader of the duty runs it. What is read is counted and turned into
 * notices in the transaction that moves the cursor, so nothing counts twice; then what is due is sent, at least once.
 */
import type { AlertLog, Outbox } from '@carillon/core';
import type { Leadership, Logger, Metrics } from '@carillon/runtime';
import { createDeliverer, RETRY_MS } from './deliverer.ts';
import { createSender, type SenderParts } from './sender.ts';

const CONSUMER = 'alerter';
const DUTY = `consumer ${CONSUMER}`;
/** While something happens, and for those who wait for a receiver to be told. */
const EVERY_MS = 1_000;
const IDLE_EVERY_MS = 5_000;
/** After the last thing that happened. */
const BUSY_MS = 30_000;
const MAX_EVENTS = 2_000;
const PRUNE_EVERY_MS = 3_600_000;

export interface AlerterParts extends SenderParts {
  readonly outbox: Outbox;
  readonly alerts: AlertLog;
  /** Of this server: one delivers at a time. */
  readonly leadership: Pick<Leadership, 'lead'>;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Between the tries of a notice; a port for tests. */
  readonly retryMs?: readonly number[];
  /** Monotonic milliseconds; a port for tests. */
  readonly monotonic?: () => number;
}

export interface Alerter {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** One look at the outbox, and what is due; what tests call. True: there is more. */
  runOnce(): Promise<boolean>;
}

export function createAlerter({
  outbox,
  alerts,
  leadership,
  log,
  metrics,
  retryMs = RETRY_MS,
  monotonic = () => performance.now(),
  ...sending
}: AlerterParts): Alerter {
  const outcomes = metrics.counter('alerts_total', 'Tries to deliver a notice, by what became of them', ['outcome']);
  const deliver = createDeliverer({
    alerts,
    send: createSender(sending),
    retryMs,
    lead: () => leadership.lead(DUTY),
    onOutcome: (outcome) => outcomes.inc({ outcome }),
    log,
  });
  const hasOwnReceiver = sending.webhookUrl !== undefined;
  let busyAt = Number.NEGATIVE_INFINITY;
  let prunedAt = monotonic();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let current: Promise<void> | undefined;

  const runOnce = async (): Promise<boolean> => {
    const term = await leadership.lead(DUTY);
    if (!term) return false;
    const { ended, cursor, isQuiet, isFull, isNoticeDue } = await outbox.next(CONSUMER, MAX_EVENTS);
    if (ended.length > 0) {
      if (!(await alerts.record(ended, { consumer: CONSUMER, cursor, hasOwnReceiver }, term))) return false;
    } else if (!isQuiet) await outbox.acknowledge(CONSUMER, cursor, term);
    const delivered = ended.length > 0 || isNoticeDue ? await deliver() : 0;
    if (!isQuiet || delivered > 0) busyAt = monotonic();
    if (monotonic() - prunedAt >= PRUNE_EVERY_MS) {
      await alerts.prune(term);
      prunedAt = monotonic();
    }
    return isFull;
  };

  const again = (isMore: boolean): void => {
    if (!running) return;
    const isBusy = hasOwnReceiver || monotonic() - busyAt < BUSY_MS;
    timer = setTimeout(
      () => {
        let more = false;
        current = runOnce()
          .then((is) => void (more = is))
          .catch((error: unknown) => log.warn({ err: error }, 'the outbox could not be read'))
          .finally(() => again(more));
      },
      isMore ? 0 : isBusy ? EVERY_MS : IDLE_EVERY_MS,
    );
  };

  return {
    runOnce,
    async start() {
      running = true;
      again(await runOnce());
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
    },
  };
}
