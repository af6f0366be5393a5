import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';
import { type Health, type OpsServer, startOpsServer } from './ops-server.ts';

let server: OpsServer | undefined;

async function get(path: string, health: Health): Promise<{ status: number; text: string }> {
  const metrics = createMetrics();
  metrics.counter('runs_total', 'Runs that ended', ['state']).inc({ state: 'success' });
  server = await startOpsServer({ host: '127.0.0.1', port: 0, metrics, health });
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
  return { status: response.status, text: await response.text() };
}

afterEach(() => server?.stop());

describe('startOpsServer', () => {
  const healthy: Health = { isStarted: () => true, checks: { database: async () => undefined } };

  it('serves metrics under the product prefix', async () => {
    expect((await get('/metrics', healthy)).text).toContain('carillon_runs_total{state="success"} 1');
  });

  it('is ready only when started and every check passes', async () => {
    expect((await get('/health/ready', healthy)).status).toBe(200);
    await server?.stop();
    expect((await get('/health/ready', { ...healthy, isStarted: () => false })).status).toBe(503);
  });

  it('names the check that fails, also when it throws, and stays live', async () => {
    const broken: Health = {
      isStarted: () => true,
      checks: { database: () => Promise.reject(new Error('connection refused')) },
    };
    const answer = await get('/health/ready', broken);
    expect(answer).toMatchObject({ status: 503 });
    expect(JSON.parse(answer.text)).toEqual({ status: 'not_ready', checks: { database: 'connection refused' } });
    await server?.stop();
    expect((await get('/health/live', broken)).status).toBe(200);
  });
});
