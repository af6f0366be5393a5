/**
 * Server-sent events as an async iterable that mends itself: a line that breaks or falls silent is opened
 * again behind the last event seen, so that none is missed and none comes twice.
 */
import type { RunEvent } from '@carillon/protocol';
import { createParser } from 'eventsource-parser';
import { type LinkedController, linkedTo } from './abort.ts';
import { ApiError, readApiError, UnreachableError } from './api-error.ts';
import { backoffMs, isRetryableStatus, pause } from './retry.ts';
import type { Transport } from './transport.ts';

/** The server pings every 15 s; three missed pings mean a dead line. */
const SILENCE_LIMIT_MS = 45_000;

/** `id` is a cursor: given as `lastEventId`, the stream goes on behind this event. */
export type StreamEvent =
  | { readonly type: 'run'; readonly id: string; readonly data: RunEvent }
  /** More was missed than the server tells again: whoever keeps a picture reads it anew. */
  | { readonly type: 'reset'; readonly id: string };

export interface StreamOptions {
  readonly lastEventId?: string | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever the line is (again) open: what happened before is not repeated without `lastEventId`. */
  readonly onOpen?: (() => void) | undefined;
  /** Called whenever an open line is gone. */
  readonly onClose?: (() => void) | undefined;
}

export async function* openEventStream(
  transport: Transport,
  topics: readonly string[],
  options: StreamOptions,
): AsyncGenerator<StreamEvent, void, undefined> {
  let lastEventId = options.lastEventId;
  let failures = 0;
  while (!options.signal?.aborted) {
    const line = linkedTo(options.signal);
    try {
      const response = await transport.fetch({
        path: '/stream',
        query: { topics },
        headers: {
          accept: 'text/event-stream',
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
        signal: line.signal,
        streaming: true,
      });
      if (!response.ok) throw await readApiError(response);
      failures = 0;
      options.onOpen?.();
      for await (const event of eventsOf(response, line)) {
        lastEventId = event.id;
        yield event;
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      if (error instanceof ApiError && !isRetryableStatus(error.status) && error.status < 500) throw error;
    } finally {
      line.abort(); // the consumer may have left in the middle
      line.release();
      options.onClose?.();
    }
    try {
      await pause(backoffMs(transport.retry, failures++, Math.random()), options.signal);
    } catch {
      return; // aborted while waiting: the iteration ends like any other
    }
  }
}

async function* eventsOf(response: Response, line: LinkedController): AsyncGenerator<StreamEvent> {
  if (response.body === null) return;
  const received: StreamEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      if (id === undefined) return;
      // Kinds of later versions are passed over; they count as seen with the next known one.
      if (event === 'run') received.push({ id, type: 'run', data: JSON.parse(data) as RunEvent });
      else if (event === 'reset') received.push({ id, type: 'reset' });
    },
  });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  // Ends the read that is waiting, and the connection with it.
  line.signal.addEventListener('abort', () => void reader.cancel(line.signal.reason).catch(() => undefined));
  for (;;) {
    const silence = setTimeout(
      () => line.abort(new UnreachableError(response.url, 'the stream fell silent')),
      SILENCE_LIMIT_MS,
    );
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* received.splice(0);
  }
}
