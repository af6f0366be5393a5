/** POSTs an alert as JSON with the headers of Standard Webhooks; the id is the same for every try. */
import { formatId, type RunEnded } from '@carillon/core';

const TIMEOUT_MS = 10_000;
const MS_PER_S = 1_000;

/** @throws when the receiver does not answer 2xx in time */
export async function sendWebhook(url: string, ended: RunEnded, runUrl: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'application/json',
      'webhook-id': ended.id,
      'webhook-timestamp': String(Math.floor(ended.at.getTime() / MS_PER_S)),
    },
    body: JSON.stringify({
      type: 'run.failed',
      run: {
        id: formatId('run', ended.runId),
        project: ended.project,
        workflow: ended.workflow,
        version: ended.version,
        state: ended.state,
        url: runUrl,
      },
      at: ended.at.toISOString(),
    }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
}
