/** A notice as an HTTP request: JSON, with the headers of Standard Webhooks. Every try has the same id. */
import { createHmac } from 'node:crypto';
import { type DueNotice, formatId, reasonText } from '@carillon/core';

const MS_PER_S = 1_000;
const BASE64_SECRET = 'whsec_';

/** Names of the kinds for machines; the first is as old as the webhook. */
const TYPES = {
  failure: 'run.failed',
  worse: 'alert.worse',
  recovery: 'alert.recovered',
  test: 'alert.test',
} as const satisfies Record<DueNotice['kind'], string>;

export interface NoticeLinks {
  readonly run: (project: string, runId: string, task: string) => string;
  readonly alert: (project: string, alertId: string) => string;
}

export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function webhookMessage(
  notice: DueNotice,
  links: NoticeLinks,
  { nowMs, signingSecret }: { readonly nowMs: number; readonly signingSecret: string | undefined },
): WebhookMessage {
  const id = formatId('evt', notice.id);
  const timestamp = String(Math.floor(nowMs / MS_PER_S));
  const body = JSON.stringify(contentOf(notice, links));
  const signature = signingSecret && signatureOf(`${id}.${timestamp}.${body}`, signingSecret);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(signature && { 'webhook-signature': signature }),
    },
  };
}

function contentOf({ kind, at, runId, alert, project }: DueNotice, links: NoticeLinks): object {
  const type = TYPES[kind];
  if (!alert) return { type, project, at: at.toISOString() };
  const { id, workflow, task, version, reason, openedAt, ...rest } = alert;
  return {
    type,
    at: at.toISOString(),
    ...(runId !== undefined && {
      run: {
        id: formatId('run', runId),
        project,
        workflow,
        version,
        state: kind === 'recovery' ? 'success' : 'failed',
        url: links.run(project, runId, task),
      },
    }),
    alert: {
      ...rest,
      id: formatId('alr', id),
      workflow,
      task,
      error: { code: reason.code, message: reasonText(reason) },
      since: openedAt.toISOString(),
      url: links.alert(project, formatId('alr', id)),
    },
  };
}

function signatureOf(content: string, secret: string): string {
  const key = secret.startsWith(BASE64_SECRET)
    ? Buffer.from(secret.slice(BASE64_SECRET.length), 'base64')
    : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
