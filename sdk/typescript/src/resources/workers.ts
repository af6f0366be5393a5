import type { PageOf, Worker, WorkerCommand } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface WorkerFilter {
  /** `online`, `draining`, `cordoned`, `silent`, `lost` and `left`. */
  readonly state?: readonly string[] | undefined;
  readonly group?: string | undefined;
  readonly capability?: string | undefined;
  readonly version?: string | undefined;
}

export interface Workers {
  /** Connected ones, and those that left within a day. */
  list(filter?: WorkerFilter): Promise<PageOf<Worker>>;
  /** It is given nothing more, until it is resumed or started anew; what it was given goes on. */
  drain(id: string, command?: WorkerCommand): Promise<Worker>;
  resume(id: string, command?: WorkerCommand): Promise<Worker>;
}

export function createWorkers({ json }: Transport): Workers {
  return {
    list: (filter = {}) => json({ path: '/workers', query: { ...filter } }),
    drain: (id, body = {}) => json({ method: 'POST', path: path`/workers/${id}/drain`, body }),
    resume: (id, body = {}) => json({ method: 'POST', path: path`/workers/${id}/resume`, body }),
  };
}
