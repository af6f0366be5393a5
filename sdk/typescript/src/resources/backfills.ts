import type {
  Backfill,
  BackfillDate,
  CancelBackfill,
  ChangeBackfill,
  Explanation,
  PageOf,
  SetBackfill,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { PageRequest } from './workflows.ts';

export interface BackfillFilter extends PageRequest {
  readonly project?: string | undefined;
  readonly workflow?: string | undefined;
  readonly state?: readonly string[] | undefined;
}

export interface Backfills {
  list(filter?: BackfillFilter): Promise<PageOf<Backfill>>;
  get(id: string): Promise<Backfill>;
  /** Why it starts no further date now. */
  why(id: string): Promise<Explanation>;
  /** In the order of their start. */
  dates(id: string, page?: PageRequest): Promise<PageOf<BackfillDate>>;
  /** Starts nothing more until it is resumed; what runs goes on. */
  pause(id: string, change?: ChangeBackfill): Promise<Backfill>;
  resume(id: string, change?: ChangeBackfill): Promise<Backfill>;
  cancel(id: string, change?: CancelBackfill): Promise<Backfill>;
  /** Tries the dates again that failed or were stopped. */
  retry(id: string, change?: ChangeBackfill): Promise<Backfill>;
  set(id: string, change: SetBackfill): Promise<Backfill>;
}

export function createBackfills({ json }: Transport): Backfills {
  const change =
    (verb: string) =>
    (id: string, body: object = {}) =>
      json<Backfill>({ method: 'POST', path: path`/backfills/${id}/${verb}`, body });
  return {
    list: (filter = {}) => json({ path: '/backfills', query: { ...filter } }),
    get: (id) => json({ path: path`/backfills/${id}` }),
    why: (id) => json({ path: path`/backfills/${id}/explain` }),
    dates: (id, page = {}) => json({ path: path`/backfills/${id}/dates`, query: { ...page } }),
    pause: change('pause'),
    resume: change('resume'),
    cancel: change('cancel'),
    retry: change('retry'),
    set: change('set'),
  };
}
