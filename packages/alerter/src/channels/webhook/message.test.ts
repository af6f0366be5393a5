import { createHmac } from 'node:crypto';
import type { DueNotice } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { webhookMessage } from './message.ts';

const ID = '0197f000-0000-7000-8000-000000000000';
const links = { run: (...parts: string[]) => parts.join('/'), alert: (...parts: string[]) => parts.join('/') };
const notice: DueNotice = {
  id: ID,
  kind: 'failure',
  at: new Date(0),
  runId: ID,
  tries: 0,
  channel: undefined,
  scope: { tenantKey: 1, projectKey: 1, environmentKey: 1 },
  project: 'retail',
  alert: {
    id: ID,
    fingerprint: '7f3a',
    severity: 'warning',
    environment: 'dev',
    workflow: 'orders',
    task: 'load',
    reason: { code: 'EXIT_CODE', params: { exitCode: 3 } },
    failures: 2,
    openedAt: new Date(0),
    version: 6,
  },
};
const message = (of: Partial<DueNotice> = {}, signingSecret?: string) =>
  webhookMessage({ ...notice, ...of }, links, { nowMs: 5_000, signingSecret });

describe('a notice as a webhook', () => {
  it('says what failed, why, since when, and where to look', () => {
    expect(JSON.parse(message().body)).toMatchObject({
      type: 'run.failed',
      run: { project: 'retail', workflow: 'orders', version: 6, state: 'failed' },
      alert: {
        task: 'load',
        failures: 2,
        error: { code: 'EXIT_CODE', message: 'The process ended with exit code 3.' },
      },
    });
    expect(JSON.parse(message({ kind: 'recovery' }).body)).toMatchObject({
      type: 'alert.recovered',
      run: { state: 'success' },
    });
    expect(JSON.parse(message({ kind: 'test', alert: undefined, runId: undefined }).body)).toEqual({
      type: 'alert.test',
      project: 'retail',
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('is signed over id, time and body where there is a secret, and has the same id in every try', () => {
    expect(message().headers).not.toHaveProperty('webhook-signature');
    const key = Buffer.from('a key of some length');
    const { headers, body } = message({}, `whsec_${key.toString('base64')}`);
    const content = `${headers['webhook-id']}.5.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
    expect(message({ tries: 3 }).headers['webhook-id']).toBe(headers['webhook-id']);
  });
});
