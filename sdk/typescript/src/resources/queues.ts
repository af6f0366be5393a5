import type { PageOf, Queue, QueueCommand } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface Queues {
  list(): Promise<PageOf<Queue>>;
  get(name: string): Promise<Queue>;
  /** Nothing of it, or of queues below it, is given to workers; what runs goes on. */
  pause(name: string, command?: QueueCommand): Promise<Queue>;
  resume(name: string, command?: QueueCommand): Promise<Queue>;
}

export function createQueues({ json }: Transport): Queues {
  return {
    list: () => json({ path: '/queues' }),
    get: (name) => json({ path: path`/queues/${name}` }),
    pause: (name, body = {}) => json({ method: 'POST', path: path`/queues/${name}/pause`, body }),
    resume: (name, body = {}) => json({ method: 'POST', path: path`/queues/${name}/resume`, body }),
  };
}
