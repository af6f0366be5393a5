import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EventStream, openEventStream } from './stream.ts';

class Source {
  static readonly CLOSED = 2;
  static readonly opened: Source[] = [];
  readyState = 1;
  onopen?: () => void;
  onerror?: () => void;
  readonly addEventListener = vi.fn<() => void>();
  constructor() {
    Source.opened.push(this);
  }
  close(): void {
    this.readyState = Source.CLOSED;
  }
  /** As where the server answers with an error. */
  fail(): void {
    this.close();
    this.onerror?.();
  }
}

/** One browser's: a lock is given to the next when who held it lets it go. */
function lockManager() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request(_name: string, { signal }: { signal: AbortSignal }, lead: () => Promise<void>) {
      last = last.then(() => (signal.aborted ? undefined : lead()));
      return last;
    },
  };
}

let streams: EventStream[];

function open(): EventStream {
  const stream = openEventStream();
  streams.push(stream);
  return stream;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('navigator', { locks: lockManager() });
  Source.opened.length = 0;
  streams = [];
});
afterEach(() => {
  for (const stream of streams) stream.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What waits for the lock has its turn. */
const turn = () => vi.advanceTimersByTimeAsync(0);

describe('the stream of events', () => {
  it('is opened anew where the server has ended it', async () => {
    open();
    await turn();
    Source.opened[0]?.fail();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Source.opened).toHaveLength(2);
  });

  it('is asked for no more once it is closed', async () => {
    const stream = open();
    await turn();
    Source.opened[0]?.fail();
    stream.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Source.opened).toHaveLength(1);
  });

  it('is the next tab\u2019s when the one that leads closes it', async () => {
    const first = open();
    open();
    await turn();
    expect(Source.opened).toHaveLength(1);
    first.close();
    await turn();
    expect(Source.opened.map(({ readyState }) => readyState)).toEqual([Source.CLOSED, 1]);
  });
});
