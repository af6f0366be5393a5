/** A reader of the event stream that resumes behind the last event it saw, at another server whenever one is silent. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Seen {
  /** `<transaction>-<number>`. */
  readonly id: string;
  readonly runId: string;
}

export interface Reader {
  readonly seen: readonly Seen[];
  /** The reader was told to read anew: nothing is owed between the two. */
  readonly gaps: readonly { readonly after: string; readonly until: string }[];
  stop(): Promise<void>;
}

/** Above the time between two pings of a stream. */
const SILENCE_MS = 20_000;
const AGAIN_MS = 200;

export function readStream(urls: readonly string[], token: string, first: number): Reader {
  const seen: Seen[] = [];
  const gaps: { after: string; until: string }[] = [];
  const over = new AbortController();
  let last: string | undefined;
  let at = first;

  const take = (frame: string): void => {
    const fields = new Map(
      frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const id = fields.get('id');
    if (id === undefined || id === '') return;
    if (fields.get('event') === 'reset') gaps.push({ after: last ?? '0-0', until: id });
    else seen.push({ id, runId: (JSON.parse(fields.get('data') ?? '') as { runId: string }).runId });
    last = id;
  };

  const once = async (): Promise<void> => {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await fetch(`${urls[at % urls.length]}/api/v1/stream?topics=runs`, {
        headers: { authorization: `Bearer ${token}`, ...(last === undefined ? {} : { 'last-event-id': last }) },
        signal: AbortSignal.any([over.signal, silence.signal]),
      });
      if (!response.ok || !response.body) return;
      let text = '';
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        const frames = `${text}${part}`.split('\n\n');
        text = frames.pop() ?? '';
        for (const frame of frames) take(frame);
      }
    } finally {
      clearTimeout(timer);
    }
  };

  const loop = async (): Promise<void> => {
    while (!over.signal.aborted) {
      // Whatever ended it: the next one goes on behind the last event.
      await once().catch(() => undefined);
      at += 1;
      if (!over.signal.aborted) await delay(AGAIN_MS);
    }
  };
  const done = loop();
  return {
    seen,
    gaps,
    async stop() {
      over.abort();
      await done;
    },
  };
}
