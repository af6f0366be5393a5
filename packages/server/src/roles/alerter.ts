/** Tells of failures. Channels of projects are reached as tasks reach others: never the platform, nor what is private. */
import { type Alerter, createAlerter } from '@carillon/alerter';
import { formatId } from '@carillon/core';
import { createEgressClient, type EgressRules } from '@carillon/executors';
import type { RoleParts } from './parts.ts';

export function alerterRole(
  parts: RoleParts & { readonly webhookUrl: string | undefined; readonly egress: EgressRules },
): Alerter {
  const { store, leadership, log, metrics, publicUrl, webhookUrl, egress } = parts;
  const client = createEgressClient(egress);
  return createAlerter({
    outbox: store.outbox,
    alerts: store.alertLog,
    secrets: store.secretReader,
    webhookUrl,
    post: (message) => client.send({ method: 'POST', ...message }),
    leadership,
    links: {
      run: (project, runId, task) =>
        `${publicUrl}/p/${project}/r/${formatId('run', runId)}${task === '' ? '' : `?task=${encodeURIComponent(task)}`}`,
      alert: (project, alertId) => `${publicUrl}/p/${project}/alerts/${alertId}`,
    },
    log: log.child({ part: 'alerter' }),
    metrics,
  });
}
