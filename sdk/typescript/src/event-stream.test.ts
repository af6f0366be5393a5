import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from '../test/collect-garbage.ts';
import { type Received, sendJson, serve } from '../test/serve.ts';
import { createClient } from './client.ts';

const retry = { initialMs: 1, capMs: 2 };
const eventStream = { 'content-type': 'text/event-stream' };
const eventText = (id: string, runState: string) =>
  `id: ${id}\nevent: run\ndata: ${JSON.stringify({ runId: 'run_1', seq: id, runState, transitions: [] })}\n\n`;

describe('the event stream', () => {
  it('goes on behind the last event when the line breaks', async () => {
    const api = await serve((_, response, nth) => {
      response.writeHead(200, eventStream);
      if (nth === 0) response.end(`: ping\n\n${eventText('7', 'queued')}${eventText('8', 'running')}`);
      else response.write(eventText('9', 'success'));
    });
    const seen: string[] = [];
    for await (const event of createClient({ server: api.url, retry }).stream(['runs'])) {
      seen.push(`${event.id} ${event.type === 'run' ? event.data.runState : event.type}`);
      if (event.id === '9') break;
    }
    expect(seen).toEqual(['7 queued', '8 running', '9 success']);
    expect(api.requests.map((request) => [request.url, request.headers['last-event-id']])).toEqual([
      ['/api/v1/stream?topics=runs', undefined],
      ['/api/v1/stream?topics=runs', '8'],
    ]);
  });

  it('reads an event whose bytes come in pieces', async () => {
    const bytes = Buffer.from(eventText('1', 'queued').replace('run_1', 'rün_1'));
    const cut = bytes.indexOf(0xc3) + 1;
    const api = await serve((_, response) => {
      response.writeHead(200, eventStream).write(bytes.subarray(0, cut), () => response.write(bytes.subarray(cut)));
    });
    for await (const event of createClient({ server: api.url, retry }).stream(['runs'])) {
      expect(event).toMatchObject({ data: { runId: 'rün_1' } });
      break;
    }
  });

  it('ends quietly when its signal aborts', async () => {
    const leave = new AbortController();
    const api = await serve((_, response) => response.writeHead(200, eventStream).write(eventText('1', 'queued')));
    for await (const _ of createClient({ server: api.url, retry }).stream(['runs'], { signal: leave.signal }))
      leave.abort();
    expect(api.requests).toHaveLength(1);
  });

  it('ends when its signal aborts long after, when the request was collected', async () => {
    const leave = new AbortController();
    const api = await serve((_, response) => response.writeHead(200, eventStream).write(': ping\n\n'));
    let onOpen = (): void => undefined;
    const opened = new Promise<void>((resolve) => (onOpen = resolve));
    const stream = createClient({ server: api.url, retry }).stream(['runs'], { signal: leave.signal, onOpen });
    const next = stream[Symbol.asyncIterator]().next();
    await opened;
    await collectGarbage();
    leave.abort();
    expect((await next).done).toBe(true);
  });

  it('throws a refusal instead of asking for ever', async () => {
    const api = await serve((_, response) =>
      sendJson(response, 401, { code: 'AUTH_REQUIRED', status: 401, title: 'Sign in first' }),
    );
    const first = createClient({ server: api.url, retry }).stream(['runs'])[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  });
});

describe('waiting for a run', () => {
  /** A run that goes one state on with every look at it. */
  const stepping = (states: readonly string[], stream: (request: Received, response: ServerResponse) => void) => {
    let looks = 0;
    return serve((request, response) => {
      if (request.url.startsWith('/api/v1/stream')) return stream(request, response);
      const state = states[Math.min(looks++, states.length - 1)];
      sendJson(response, 200, { id: 'run_1', state });
    });
  };

  it('looks again whenever the stream tells of a change', async () => {
    const api = await stepping(['queued', 'running', 'failed'], (_, response) => {
      response.writeHead(200, eventStream).write(eventText('1', 'running'));
      response.on('close', () => response.end());
    });
    const watched: string[] = [];
    const { runs } = createClient({ server: api.url, retry });
    for await (const _ of runs.changes('run_1')) {
      const { state } = await runs.get('run_1');
      watched.push(state);
      if (state !== 'queued') break;
    }
    expect(watched).toEqual(['queued', 'running']);
  });

  it('polls where the stream is refused', async () => {
    const api = await stepping(['running', 'success'], (_, response) =>
      sendJson(response, 404, { code: 'NOT_FOUND', status: 404, title: 'Not found' }),
    );
    expect(await createClient({ server: api.url, retry }).runs.wait('run_1')).toMatchObject({ state: 'success' });
  });

  it('fails with the real reason when the run cannot be read', async () => {
    const api = await serve((_, response) =>
      sendJson(response, 404, { code: 'NOT_FOUND', status: 404, title: 'Not found', detail: 'no such run' }),
    );
    await expect(createClient({ server: api.url, retry }).runs.wait('run_x')).rejects.toThrow('no such run');
  });
});

describe('the events of a run', () => {
  it('are read page after page, behind the one that is known', async () => {
    const api = await serve((_, response, nth) =>
      sendJson(response, 200, nth === 0 ? { items: [{ seq: '4' }], nextCursor: '4' } : { items: [{ seq: '5' }] }),
    );
    const events = await createClient({ server: api.url }).runs.events('run_1', { after: '3' });
    expect(events.map(({ seq }) => seq)).toEqual(['4', '5']);
    expect(api.requests.map(({ url }) => url.split('?')[1])).toEqual(['cursor=3', 'cursor=4']);
  });
});

describe('following a log', () => {
  it('asks for more behind what it has until the log is complete', async () => {
    const slices = [
      { text: 'one\n', offset: 0, nextOffset: 4, complete: false },
      { text: 'two\n', offset: 4, nextOffset: 8, complete: true },
    ];
    const api = await serve((_, response, nth) => sendJson(response, 200, slices[nth]));
    const parts: string[] = [];
    for await (const text of createClient({ server: api.url }).taskRuns.followLog('tr_1', 2)) parts.push(text);
    expect(parts).toEqual(['one\n', 'two\n']);
    expect(api.requests.map((request) => request.url)).toEqual([
      '/api/v1/task-runs/tr_1/attempts/2/log?offset=0',
      '/api/v1/task-runs/tr_1/attempts/2/log?offset=4',
    ]);
  });
});
