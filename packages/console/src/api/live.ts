/** Turns events into fresh caches, at most four repaints a second; polls while the stream is down. */
import type { RunEvent } from '@carillon/protocol';
import { type InfiniteData, type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { type EventStream, openEventStream, type StreamState } from './stream.ts';

const REPAINT_MS = 250;
const LISTS_MS = 1_000;
const LONG_LISTS_MS = 10_000;
const POLL_MS = 5_000;
const LISTS = [
  'overview',
  'workflows',
  'workflow-search',
  'workflow',
  'newest-runs',
  'schedules',
  'schedule',
  'approvals',
  'backfills',
  'backfill',
];

let stream: EventStream | undefined;
const theStream = (): EventStream => (stream ??= openEventStream());

/** With the session; whoever signs in next opens another. */
export function closeLiveStream(): void {
  stream?.close();
  stream = undefined;
}

export function useStreamState(): StreamState {
  return useSyncExternalStore(theStream().onState, theStream().state);
}

/** Collects what changed and says so once per interval; the first change of a quiet time is said at once. */
function collector(
  intervalMs: number,
  flush: (ids: ReadonlySet<string>) => void,
): { add(id: string): void; stop(): void } {
  let waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    if (waiting.size === 0) return;
    const ids = waiting;
    waiting = new Set();
    timer = setTimeout(run, intervalMs);
    flush(ids);
  };
  return {
    add(id) {
      waiting.add(id);
      timer ??= setTimeout(run, 0);
    },
    stop: () => clearTimeout(timer),
  };
}

function refreshRuns(client: QueryClient, ids: ReadonlySet<string>): void {
  void client.invalidateQueries({
    predicate: ({ queryKey: [noun, id] }) => noun === 'run' && typeof id === 'string' && ids.has(id),
  });
}

/** Of a list that was loaded further than its first page, every page would be read again: those have their own pace. */
const isLong = ({ state: { data } }: Query): boolean => ((data as Partial<Pages> | undefined)?.pages?.length ?? 0) > 1;
type Pages = InfiniteData<unknown>;

const isList = ({ queryKey: [noun] }: Query): boolean => LISTS.includes(String(noun));

function refreshLists(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (query) => isList(query) && !isLong(query) });
}

function refreshLongLists(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (query) => isList(query) && isLong(query) });
}

/** Mounted once, in the shell. */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  const state = useStreamState();
  useEffect(() => {
    const runs = collector(REPAINT_MS, (ids) => refreshRuns(client, ids));
    const lists = collector(LISTS_MS, () => refreshLists(client));
    const longLists = collector(LONG_LISTS_MS, () => refreshLongLists(client));
    const leave = theStream().onEvent((event: RunEvent) => {
      runs.add(event.runId);
      lists.add('all');
      longLists.add('all');
    });
    const forget = theStream().onReset(() => void client.invalidateQueries());
    return () => {
      leave();
      forget();
      runs.stop();
      lists.stop();
      longLists.stop();
    };
  }, [client]);
  useEffect(() => {
    if (state !== 'down') return;
    const timer = setInterval(
      () =>
        void client.invalidateQueries({
          predicate: (query) => query.queryKey[0] === 'run' || isList(query),
        }),
      POLL_MS,
    );
    return () => clearInterval(timer);
  }, [client, state]);
}
