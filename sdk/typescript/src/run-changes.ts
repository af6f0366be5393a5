/**
 * Tells that something may have happened to a run: at once through the stream where it works, by the clock
 * where it does not (a proxy that buffers, a server too busy for streams). The caller looks at the run
 * itself, so a signal too many costs a read and a lost one a little time.
 */
import { linkedTo } from './abort.ts';
import { ApiError } from './api-error.ts';
import { openEventStream } from './event-stream.ts';
import { pause } from './retry.ts';
import type { Transport } from './transport.ts';

/** Between two looks when the stream is open, in case it is open but says nothing. */
const POLL_STREAMING_MS = 10_000;
const POLL_ALONE_MS = 1_000;
/** Changes that come in a burst make one signal: a display needs no more than four a second. */
const GATHER_MS = 250;

export interface ChangeOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Yields at once, then whenever the run may have changed, until the consumer leaves or the signal aborts. */
export async function* runChanges(
  transport: Transport,
  runId: string,
  options: ChangeOptions,
): AsyncGenerator<void, void, undefined> {
  const stop = linkedTo(options.signal);
  const { signal } = stop;
  let isStreaming = false;
  let ring: (() => void) | undefined;
  let changed = false;
  const notice = () => {
    changed = true;
    ring?.();
  };
  const onOpen = () => {
    isStreaming = true;
    notice(); // whatever happened before the line was open
  };
  const onClose = () => {
    isStreaming = false;
    ring?.(); // a wait that counted on the stream is too long now
  };
  const listening = listen(transport, runId, { signal, onOpen, onClose, onEvent: notice });
  listening.catch(notice); // reported below, by the next turn of the loop
  try {
    for (;;) {
      changed = false;
      yield;
      if (!changed) await waitForRing((bell) => (ring = bell), isStreaming ? POLL_STREAMING_MS : POLL_ALONE_MS, signal);
      if (changed) await pause(GATHER_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop.abort();
    stop.release();
    await listening;
  }
}

interface Listener {
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onEvent: () => void;
}

async function listen(transport: Transport, runId: string, { onEvent, ...options }: Listener): Promise<void> {
  try {
    for await (const _event of openEventStream(transport, [`run:${runId}`], options)) onEvent();
  } catch (error) {
    // A refused stream is no reason to fail: the clock goes on, and the reads tell what is really wrong.
    if (!(error instanceof ApiError)) throw error;
  }
}

async function waitForRing(register: (bell: () => void) => void, ms: number, signal: AbortSignal): Promise<void> {
  const rung = linkedTo(signal);
  register(() => rung.abort());
  try {
    await pause(ms, rung.signal);
  } catch (error) {
    if (signal.aborted) throw error;
  } finally {
    rung.release();
    register(() => undefined);
  }
}
