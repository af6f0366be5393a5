import type {
  ApplyPlan,
  Backfill,
  BackfillDate,
  CancelBackfill,
  ChangeBackfill,
  CreatePlan,
  PageOf,
  Plan,
  PlanItem,
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

export interface Plans {
  /** What a backfill would do. Nothing is started; the plan can be applied for an hour. */
  create(plan: CreatePlan): Promise<Plan>;
  get(id: string): Promise<Plan>;
  /** All items in the order of their start; a plan itself shows the first 400. */
  items(id: string, page?: PageRequest): Promise<PageOf<PlanItem>>;
  /** Carries the plan out. Asked again, it gives the same backfill. */
  apply(id: string, confirmation?: ApplyPlan): Promise<Backfill>;
}

export interface Backfills {
  list(filter?: BackfillFilter): Promise<PageOf<Backfill>>;
  get(id: string): Promise<Backfill>;
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

export function createPlans({ json }: Transport): Plans {
  return {
    create: (body) => json({ method: 'POST', path: '/plans', body }),
    get: (id) => json({ path: path`/plans/${id}` }),
    items: (id, page = {}) => json({ path: path`/plans/${id}/items`, query: { ...page } }),
    apply: (id, body = {}) => json({ method: 'POST', path: path`/plans/${id}/apply`, body }),
  };
}

export function createBackfills({ json }: Transport): Backfills {
  const change =
    (verb: string) =>
    (id: string, body: object = {}) =>
      json<Backfill>({ method: 'POST', path: path`/backfills/${id}/${verb}`, body });
  return {
    list: (filter = {}) => json({ path: '/backfills', query: { ...filter } }),
    get: (id) => json({ path: path`/backfills/${id}` }),
    dates: (id, page = {}) => json({ path: path`/backfills/${id}/dates`, query: { ...page } }),
    pause: change('pause'),
    resume: change('resume'),
    cancel: change('cancel'),
    retry: change('retry'),
    set: change('set'),
  };
}
