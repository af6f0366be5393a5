import type {
  ApplyPlan,
  Backfill,
  BulkItem,
  BulkPlan,
  ChangeBulkPlan,
  CreateBulkPlan,
  CreatePlan,
  PageOf,
  Plan,
  PlanItem,
  WorkflowPlan,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { PageRequest } from './workflows.ts';

export interface ShownItems {
  /** How many of its first items it comes with. */
  readonly items?: number;
}

export interface Plans {
  /** What a backfill would do. Nothing is started; the plan can be applied for an hour. */
  create(plan: CreatePlan): Promise<Plan>;
  get(id: string): Promise<Plan>;
  /** One of any kind, which it tells as `planKind`. */
  any(id: string, shown?: ShownItems): Promise<Plan | BulkPlan | WorkflowPlan>;
  /** All items in the order of their start; a plan itself shows the first 400. */
  items(id: string, page?: PageRequest): Promise<PageOf<PlanItem>>;
  /** Carries the plan out. Asked again, it gives the same backfill. */
  apply(id: string, confirmation?: ApplyPlan): Promise<Backfill>;
}

/** One command for many runs. */
export interface Bulk {
  /** What the command would do, to which runs. Nothing is done; the plan can be applied for an hour. */
  plan(plan: CreateBulkPlan): Promise<BulkPlan>;
  /** Those that were applied, newest first, without their items. */
  list(page?: PageRequest): Promise<PageOf<BulkPlan>>;
  get(id: string, shown?: ShownItems): Promise<BulkPlan>;
  /** All runs in the order of their turn; a plan itself shows the first 400. */
  items(id: string, page?: PageRequest): Promise<PageOf<BulkItem>>;
  /** Begins to carry it out, at its pace. Asked again, it tells how far that is. */
  apply(id: string, confirmation?: ApplyPlan): Promise<BulkPlan>;
  pause(id: string, change?: ChangeBulkPlan): Promise<BulkPlan>;
  resume(id: string, change?: ChangeBulkPlan): Promise<BulkPlan>;
  /** Runs that have not had their turn stay as they are. */
  cancel(id: string, change?: ChangeBulkPlan): Promise<BulkPlan>;
}

export function createPlans({ json }: Transport): Plans {
  return {
    create: (body) => json({ method: 'POST', path: '/plans', body }),
    get: (id) => json({ path: path`/plans/${id}` }),
    any: (id, shown = {}) => json({ path: path`/plans/${id}`, query: { ...shown } }),
    items: (id, page = {}) => json({ path: path`/plans/${id}/items`, query: { ...page } }),
    apply: (id, body = {}) => json({ method: 'POST', path: path`/plans/${id}/apply`, body }),
  };
}

export function createBulk({ json }: Transport): Bulk {
  const change =
    (verb: string) =>
    (id: string, body: object = {}) =>
      json<BulkPlan>({ method: 'POST', path: path`/plans/${id}/${verb}`, body });
  return {
    plan: (body) => json({ method: 'POST', path: '/plans', body }),
    list: (page = {}) => json({ path: '/plans', query: { ...page } }),
    get: (id, shown = {}) => json({ path: path`/plans/${id}`, query: { ...shown } }),
    items: (id, page = {}) => json({ path: path`/plans/${id}/items`, query: { ...page } }),
    apply: change('apply'),
    pause: change('pause'),
    resume: change('resume'),
    cancel: change('cancel'),
  };
}
