import type { Executor, JsonObject } from '@carillon/plugin-api';
import { failure, said, success, userError } from '@carillon/plugin-api';
import type { EgressClient } from '../egress/client.ts';
import { failedRequest, mayChange } from '../egress/failure.ts';
import { notifySchema } from './schema.ts';

interface NotifyFields {
  readonly url: string;
  readonly text: string;
  readonly json?: JsonObject;
}

export function createNotifyExecutor(egress: EgressClient): Executor {
  return {
    type: 'notify',
    schema: notifySchema,
    workspace: 'none',
    async run(context) {
      const { url, text, json } = context.with as unknown as NotifyFields;
      const { runId, runUrl, workflow, task, project, environment, logicalDate, idempotencyKey } = context.identity;
      const body = JSON.stringify({ text, workflow, project, environment, task, runId, runUrl, logicalDate, ...json });
      try {
        const { status, body: answer } = await egress.send({
          method: 'POST',
          url,
          body,
          signal: context.signal,
          headers: {
            'content-type': 'application/json',
            'user-agent': 'carillon',
            // The same for every attempt: whoever receives a message twice knows it.
            'webhook-id': idempotencyKey,
            'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
          },
        });
        if (status >= 200 && status <= 299) return success({ status });
        if (answer.length > 0) context.log.line('stderr', answer.subarray(0, 2_000).toString());
        return failure(userError(said`the receiver answered ${status}`, { status }), { retryable: mayChange(status) });
      } catch (error) {
        return failedRequest(context, error);
      }
    },
  };
}
