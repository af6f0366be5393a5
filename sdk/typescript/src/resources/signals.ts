import type { SendEvent, SendSignal, Signal } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface SignalOptions {
  /** Calls with the same key are one signal. */
  readonly idempotencyKey?: string | undefined;
}

export interface Signals {
  /** To one run: taken by the task that waits for it, or kept until one does. */
  send(runId: string, signal: SendSignal, options?: SignalOptions): Promise<Signal>;
  /** To all runs of a project that wait for it. */
  sendEvent(event: SendEvent, options?: SignalOptions & { readonly environment?: string | undefined }): Promise<Signal>;
}

export function createSignals({ json }: Transport): Signals {
  return {
    send: (runId, body, { idempotencyKey } = {}) =>
      json({ method: 'POST', path: path`/runs/${runId}/signal`, body, ...(idempotencyKey && { idempotencyKey }) }),
    sendEvent: (body, { idempotencyKey, environment } = {}) =>
      json({
        method: 'POST',
        path: '/events',
        query: { environment },
        body,
        ...(idempotencyKey && { idempotencyKey }),
      }),
  };
}
