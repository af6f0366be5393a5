import type { AlertNotice, Channel, PageOf, SetChannel } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

/** Where the notices of a project go. */
export interface Channels {
  list(project: string): Promise<PageOf<Channel>>;
  /** One of the same name is replaced. */
  set(channel: SetChannel): Promise<Channel>;
  remove(id: string): Promise<void>;
  /** Sends a notice that says only that it arrived; `alerts.notice` tells whether it did. */
  test(id: string, options?: { readonly idempotencyKey?: string | undefined }): Promise<AlertNotice>;
}

export function createChannels({ json }: Transport): Channels {
  return {
    list: (project) => json({ path: '/channels', query: { project } }),
    set: (body) => json({ method: 'POST', path: '/channels', body }),
    remove: (id) => json({ method: 'DELETE', path: path`/channels/${id}` }),
    test: (id, { idempotencyKey = crypto.randomUUID() } = {}) =>
      json({ method: 'POST', path: path`/channels/${id}/test`, body: {}, idempotencyKey }),
  };
}
