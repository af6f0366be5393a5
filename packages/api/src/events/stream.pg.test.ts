import { get, type IncomingMessage } from 'node:http';
import { parseId } from '@carillon/core';
import type { RunEvent } from '@carillon/protocol';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createHarness, PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const { harness, publish, query, startPipeline } = openedApi();
let port: number;

beforeAll(async () => {
  await publish(PIPELINE);
  ({ port } = await harness.api.start());
});

interface Line {
  /** The next event. */
  next(): Promise<{ id: string; kind: string; data: RunEvent }>;
  readonly response: IncomingMessage;
  close(): void;
}

async function open(topics: string, lastEventId?: string): Promise<Line> {
  const headers = {
    authorization: `Bearer ${harness.token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `/api/v1/stream?topics=${topics}`, headers }, resolve).on('error', reject);
  });
  response.setEncoding('utf8');
  const frames = framesOf(response);
  return {
    response,
    next: async () => {
      const { value, done } = await frames.next();
      if (done) throw new Error('the stream has ended');
      return value;
    },
    close: () => void response.destroy(),
  };
}

async function* framesOf(response: IncomingMessage): AsyncGenerator<{ id: string; kind: string; data: RunEvent }> {
  let text = '';
  for await (const part of response) {
    text += part as string;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => line.split(/: ?/, 2) as [string, string]),
      );
      const json = text.slice(0, end).split('data: ')[1];
      text = text.slice(end + 2);
      if (json !== undefined)
        yield { id: fields.get('id') ?? '', kind: fields.get('event') ?? '', data: JSON.parse(json) as RunEvent };
    }
  }
}

/** All in one transaction. */
async function emit(runId: string, ...states: number[]): Promise<void> {
  await query(
    `insert into event (run_id, tenant_key, project_key, environment_key, run_state, transitions)
     select id, tenant_key, project_key, environment_key, moved, '[{"to":"x"}]' from run, unnest($2::int2[]) moved where id = $1`,
    [parseId('run', runId), states],
  );
}

/** Until what was emitted is there for whoever comes back: older transactions hold it back, of other databases, too. */
async function settled(runId: string): Promise<void> {
  const { rows } = await query('select tenant_key, max(xid) xid from event where run_id = $1 group by 1', [
    parseId('run', runId),
  ]);
  const [{ tenant_key: tenantKey, xid }] = rows as [{ tenant_key: number; xid: number }];
  await vi.waitFor(
    async () =>
      expect(Number((await harness.store.queries.feed({ tenantKey }, undefined, 1)).cursor)).toBeGreaterThanOrEqual(
        xid,
      ),
    { timeout: 60_000, interval: 50 },
  );
}

describe('the stream', () => {
  it('tells what happens to runs', async () => {
    const line = await open('runs');
    expect(line.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    const run = await startPipeline();
    await emit(run, 2);
    expect(await line.next()).toMatchObject({
      kind: 'run',
      data: { runId: run, runState: 'running', transitions: [{ to: 'x' }] },
    });
    line.close();
  });

  it('tells of one run only when asked so', async () => {
    const [wanted, other] = [await startPipeline(), await startPipeline()];
    const line = await open(`run:${wanted}`);
    await emit(other, 2);
    await emit(wanted, 2);
    expect((await line.next()).data.runId).toBe(wanted);
    line.close();
  });

  it('goes on behind the last event, in the middle of a transaction too', async () => {
    const run = await startPipeline();
    const before = await open(`run:${run}`);
    await emit(run, 2, 4);
    const first = await before.next();
    before.close();
    await emit(run, 11);
    const after = await open(`run:${run}`, first.id);
    expect([(await after.next()).data.runState, (await after.next()).data.runState]).toEqual(['stopping', 'failed']);
    await emit(run, 12);
    const last = await after.next();
    expect(last.data.runState).toBe('stopped');
    after.close();
    const nothingNew = await open(`run:${run}`, last.id);
    await emit(run, 10);
    expect((await nothingNew.next()).data.runState).toBe('success');
    nothingNew.close();
  });

  it('tells all of a long absence, and of a longer one that it was too long', { timeout: 150_000 }, async () => {
    const run = await startPipeline();
    const line = await open(`run:${run}`);
    await emit(run, 2);
    const { id } = await line.next();
    line.close();
    await emit(run, ...Array.from({ length: 9_000 }, () => 2));
    await settled(run);
    const resumed = await open(`run:${run}`, id);
    const ids = new Set<string>();
    while (ids.size < 9_000) ids.add((await resumed.next()).id);
    resumed.close();
    await emit(run, ...Array.from({ length: 1_001 }, () => 2));
    await settled(run);
    const late = await open(`run:${run}`, id);
    let last = await late.next();
    while (last.kind === 'run') last = await late.next();
    expect(last.kind).toBe('reset');
    late.close();
  });

  it('refuses what it cannot follow', async () => {
    const refused = async (topics: string, lastEventId?: string) => {
      const line = await open(topics, lastEventId);
      line.close();
      return line.response.statusCode;
    };
    expect(await refused('weather')).toBe(400);
    expect(await refused('run:run_nonsense')).toBe(404);
    expect(await refused('runs', 'abc')).toBe(400);
  });

  it('ends when the server stops', async () => {
    const own = await createHarness();
    const started = await own.api.start();
    const response = await new Promise<IncomingMessage>((resolve) => {
      get(
        {
          host: '127.0.0.1',
          port: started.port,
          path: '/api/v1/stream?topics=runs',
          headers: { authorization: `Bearer ${own.token}` },
        },
        resolve,
      );
    });
    const ended = new Promise<void>((resolve) => {
      response.on('close', () => resolve()).on('error', () => undefined);
      response.resume();
    });
    await own.close();
    await ended;
  });
});
