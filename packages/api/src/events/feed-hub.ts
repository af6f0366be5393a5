/**
 * One reader of the outbox per tenant, however many watch: it polls while somebody does. What it hands out
 * is complete and in order up to its position. A failing store makes it late, never wrong: it goes on from
 * where it was.
 */
import type { FeedEvent, RunQueries } from '@carillon/core';
import type { Logger } from '@carillon/runtime';

export interface FeedHub {
  /** Resolves once events are being handed out: what comes later is not missed. */
  subscribe(tenantKey: number, listener: (events: readonly FeedEvent[]) => void): Promise<() => void>;
  stop(): void;
}

const POLL_MS = 200;
const BATCH = 500;

interface Channel {
  readonly listeners: Set<(events: readonly FeedEvent[]) => void>;
  cursor: string | undefined;
  ready: Promise<void>;
  timer: NodeJS.Timeout | undefined;
}

export function createFeedHub({
  queries,
  log,
}: {
  readonly queries: Pick<RunQueries, 'feed'>;
  readonly log: Logger;
}): FeedHub {
  const channels = new Map<number, Channel>();

  async function poll(tenantKey: number, channel: Channel): Promise<void> {
    const page = await queries.feed({ tenantKey }, channel.cursor, BATCH);
    channel.cursor = page.cursor;
    if (page.events.length > 0) for (const listener of channel.listeners) listener(page.events);
  }

  function schedule(tenantKey: number, channel: Channel): void {
    channel.timer = setTimeout(() => {
      poll(tenantKey, channel)
        .catch((error: unknown) => log.warn({ err: error }, 'the event feed is late: it could not be read'))
        .finally(() => {
          if (channels.get(tenantKey) === channel) schedule(tenantKey, channel);
        });
    }, POLL_MS);
  }

  function open(tenantKey: number): Channel {
    const channel: Channel = { listeners: new Set(), cursor: undefined, ready: Promise.resolve(), timer: undefined };
    channels.set(tenantKey, channel);
    channel.ready = poll(tenantKey, channel).then(
      () => schedule(tenantKey, channel),
      (error: unknown) => {
        channels.delete(tenantKey);
        throw error;
      },
    );
    return channel;
  }

  function close(tenantKey: number, channel: Channel): void {
    clearTimeout(channel.timer);
    if (channels.get(tenantKey) === channel) channels.delete(tenantKey);
  }

  return {
    async subscribe(tenantKey, listener) {
      const channel = channels.get(tenantKey) ?? open(tenantKey);
      channel.listeners.add(listener);
      await channel.ready;
      return () => {
        channel.listeners.delete(listener);
        if (channel.listeners.size === 0) close(tenantKey, channel);
      };
    },
    stop() {
      for (const [tenantKey, channel] of channels) close(tenantKey, channel);
    },
  };
}
