/** The loop that delivers. Stops at the first event that cannot be delivered, so that order within a run is kept. */
import type { Coordinator, Outbox, RunEnded } from '@carillon/core';
import { createLeadership, type LeaderTimes, type Logger, type Metrics, newUuid } from '@carillon/runtime';
import { sendWebhook } from './channels/webhook/send.ts';

const CONSUMER = 'alerter';
const DUTY = `consumer ${CONSUMER}`;
const EVERY_MS = 1_000;
/** Without a receiver the cursor only has to keep up, so that one who comes later is not told of the past. */
const IDLE_EVERY_MS = 30_000;
const MAX_EVENTS = 100;
/** Then an event is given up, logged and counted; the ones behind it must not wait for ever. */
const MAX_TRIES = 8;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

export interface AlerterParts {
  readonly outbox: Outbox;
  /** Where failed runs are reported; none switches alerts off. */
  readonly webhookUrl: string | undefined;
  readonly runUrl: (ended: RunEnded) => string;
  /** Undefined: the store's leases alone say who delivers. */
  readonly coordinator?: Coordinator | undefined;
  /** The owner of its duty; one of its own when absent. */
  readonly serverId?: string;
  readonly leader?: LeaderTimes;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Monotonic milliseconds; a port for tests. */
  readonly monotonic?: () => number;
}

export interface Alerter {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** One look at the outbox; what tests call. */
  runOnce(): Promise<void>;
}

export function createAlerter({
  outbox,
  webhookUrl,
  runUrl,
  coordinator,
  serverId = newUuid(),
  leader,
  log,
  metrics,
  monotonic = () => performance.now(),
}: AlerterParts): Alerter {
  const leadership = createLeadership({ store: outbox, coordinator, owner: serverId, times: leader, log });
  const alerts = metrics.counter('alerts_total', 'Alerts by what became of them', ['outcome']);
  const failures = new Map<string, { tries: number; notBefore: number }>();
  /** Done with, but read again until all of their batch are: the cursor moves past whole batches only. */
  const settled = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let current: Promise<void> | undefined;

  /** False when it has to be tried again later. */
  const deliver = async (url: string, ended: RunEnded): Promise<boolean> => {
    const failed = failures.get(ended.id);
    if (failed && monotonic() < failed.notBefore) return false;
    try {
      await sendWebhook(url, ended, runUrl(ended));
      alerts.inc({ outcome: 'delivered' });
    } catch (error) {
      const tries = (failed?.tries ?? 0) + 1;
      if (tries < MAX_TRIES) {
        failures.set(ended.id, {
          tries,
          notBefore: monotonic() + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** tries),
        });
        log.warn({ err: error, alert: ended.id, tries }, 'an alert could not be delivered and is tried again');
        return false;
      }
      alerts.inc({ outcome: 'given_up' });
      log.error({ err: error, alert: ended.id, tries }, 'an alert was given up');
    }
    failures.delete(ended.id);
    return true;
  };

  const runOnce = async (): Promise<void> => {
    const term = await leadership.lead(DUTY);
    if (!term) return;
    const { ended, cursor } = await outbox.next(CONSUMER, MAX_EVENTS);
    for (const event of ended) {
      if (event.state !== 'failed' || webhookUrl === undefined || settled.has(event.id)) continue;
      if (!(await deliver(webhookUrl, event))) return;
      settled.add(event.id);
      // One slow receiver may take as long as the term; whoever has the next one goes on from the cursor.
      if (!(await leadership.lead(DUTY))) return;
    }
    await outbox.acknowledge(CONSUMER, cursor, term);
    settled.clear();
  };

  const again = (): void => {
    if (!running) return;
    timer = setTimeout(
      () => {
        current = runOnce()
          .catch((error: unknown) => log.warn({ err: error }, 'the outbox could not be read'))
          .finally(again);
      },
      webhookUrl === undefined ? IDLE_EVERY_MS : EVERY_MS,
    );
  };

  return {
    runOnce,
    async start() {
      running = true;
      leadership.start();
      await runOnce();
      again();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
      await leadership.stop();
    },
  };
}
