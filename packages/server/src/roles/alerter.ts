/** Tells a webhook of runs that failed. */
import { type Alerter, createAlerter } from '@carillon/alerter';
import { formatId } from '@carillon/core';
import type { RoleParts } from './parts.ts';

export function alerterRole(parts: RoleParts & { readonly webhookUrl: string | undefined }): Alerter {
  const { store, own, coordinator, leader, log, metrics, publicUrl, webhookUrl } = parts;
  return createAlerter({
    outbox: store.outbox,
    webhookUrl,
    coordinator,
    serverId: own.serverId,
    leader,
    runUrl: ({ project, runId }) => `${publicUrl}/p/${project}/r/${formatId('run', runId)}`,
    log: log.child({ part: 'alerter' }),
    metrics,
  });
}
