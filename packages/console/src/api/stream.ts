/**
 * The server's events, once per browser: the tab that holds the lock keeps the one EventSource and passes
 * events on to the others (HTTP/1.1 allows six connections per origin). When that tab goes, the lock goes to
 * the next one. The browser resumes with Last-Event-ID by itself after a cut; whoever opens a stream that is not
 * the first cannot know what was missed before its first event, and says `reset` like the server does.
 */
import type { RunEvent } from '@carillon/protocol';
import { apiPath } from './client.ts';

export type StreamState = 'connecting' | 'live' | 'down';
type Message =
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'state'; readonly state: StreamState }
  | { readonly kind: 'reset' }
  | { readonly kind: 'ask' };

export interface EventStream {
  readonly state: () => StreamState;
  readonly onState: (listener: () => void) => () => void;
  readonly onEvent: (listener: (event: RunEvent) => void) => () => void;
  /** Events were missed: whatever was read may be old. */
  readonly onReset: (listener: () => void) => () => void;
  /** Nobody is signed in any more: another tab may lead. */
  readonly close: () => void;
}

const LOCK = 'carillon.stream';
/** A closed EventSource (the server answered with an error) is opened anew after this time. */
const REOPEN_MS = 5_000;

export function openEventStream(): EventStream {
  const channel = new BroadcastChannel(LOCK);
  const stateListeners = new Set<() => void>();
  const eventListeners = new Set<(event: RunEvent) => void>();
  const resetListeners = new Set<() => void>();
  let state: StreamState = 'connecting';
  let leading = false;
  const closed = new AbortController();
  const { signal } = closed;

  const setState = (next: StreamState) => {
    if (next === state) return;
    state = next;
    for (const listener of stateListeners) listener();
  };
  const receive = (message: Message) => {
    if (message.kind === 'state') setState(message.state);
    else if (message.kind === 'event') for (const listener of eventListeners) listener(message.event);
    else if (message.kind === 'reset') for (const listener of resetListeners) listener();
    else if (leading) channel.postMessage({ kind: 'state', state } satisfies Message);
  };
  const publish = (message: Message) => {
    receive(message);
    channel.postMessage(message);
  };
  channel.onmessage = (event: MessageEvent<Message>) => receive(event.data);
  channel.postMessage({ kind: 'ask' } satisfies Message);

  const connect = () => {
    if (signal.aborted) return;
    const source = new EventSource(apiPath('/stream', { topics: 'runs' }));
    signal.addEventListener('abort', () => source.close());
    source.onopen = () => {
      const isFirst = state === 'connecting';
      publish({ kind: 'state', state: 'live' });
      if (!isFirst) publish({ kind: 'reset' });
    };
    source.onerror = () => {
      publish({ kind: 'state', state: 'down' });
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, REOPEN_MS);
    };
    source.addEventListener('reset', () => publish({ kind: 'reset' }));
    source.addEventListener('run', (event: MessageEvent<string>) =>
      publish({ kind: 'event', event: JSON.parse(event.data) as RunEvent }),
    );
  };
  const lead = () => {
    leading = true;
    connect();
    // Held until then, or until the tab is closed.
    return new Promise<void>((leave) => signal.addEventListener('abort', () => leave()));
  };
  // Without a secure context there are no locks: each tab then has a stream of its own.
  if ('locks' in navigator)
    navigator.locks.request(LOCK, { signal }, lead).catch(() => {}); // What waited for its turn waits no more.
  else void lead();
  signal.addEventListener('abort', () => channel.close());

  const subscribe =
    <T>(listeners: Set<T>) =>
    (listener: T) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
  return {
    state: () => state,
    onState: subscribe(stateListeners),
    onEvent: subscribe(eventListeners),
    onReset: subscribe(resetListeners),
    close: () => closed.abort(),
  };
}
