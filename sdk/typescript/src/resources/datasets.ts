import type {
  Dataset,
  DatasetUpdate,
  DatasetUse,
  DatasetWait,
  Lineage,
  PageOf,
  UpdateDataset,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { PageRequest } from './workflows.ts';

interface InPlace {
  /** `default` when absent. */
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

interface UpdateOptions extends InPlace {
  /** Made when absent, so that a repeated call makes one update. */
  readonly idempotencyKey?: string | undefined;
}

export interface DatasetFilter extends PageRequest, InPlace {
  readonly text?: string | undefined;
}

export interface DatasetUpdateFilter extends PageRequest, InPlace {
  readonly partition?: string | undefined;
}

export interface DatasetWaitFilter extends InPlace {
  /** Those that an update of it lets go on, `''` is the whole; all when absent. */
  readonly partition?: string | undefined;
}

export interface LineageRequest extends InPlace {
  /** `dataset:orders` or `workflow:sums`; all that the project has to do with when absent. */
  readonly of?: string | undefined;
  /** So many steps each way; 2 when absent. */
  readonly depth?: number | undefined;
  /** Nodes at most; 200 when absent. */
  readonly limit?: number | undefined;
}

export interface Datasets {
  list(filter?: DatasetFilter): Promise<PageOf<Dataset>>;
  get(name: string, place?: InPlace): Promise<Dataset>;
  /** What brought it up to date, newest first. */
  updates(name: string, filter?: DatasetUpdateFilter): Promise<PageOf<DatasetUpdate>>;
  /** Tasks of live versions that bring it up to date, or wait for it. */
  lineage(name: string, place?: InPlace): Promise<PageOf<DatasetUse>>;
  /** What comes before what among datasets, workflows and files, as live versions say it. */
  lineageGraph(asked?: LineageRequest): Promise<Lineage>;
  /** Task runs that wait for it now, the longest wait first, at most 100. */
  waits(name: string, filter?: DatasetWaitFilter): Promise<PageOf<DatasetWait>>;
  /** Tells that it was brought up to date; what waits for it goes on. */
  update(name: string, update?: UpdateDataset, options?: UpdateOptions): Promise<DatasetUpdate>;
}

export function createDatasets({ json }: Transport): Datasets {
  return {
    list: (filter = {}) => json({ path: '/datasets', query: { ...filter } }),
    get: (name, place = {}) => json({ path: path`/datasets/${name}`, query: { ...place } }),
    updates: (name, filter = {}) => json({ path: path`/datasets/${name}/updates`, query: { ...filter } }),
    lineage: (name, place = {}) => json({ path: path`/datasets/${name}/lineage`, query: { ...place } }),
    lineageGraph: (asked = {}) => json({ path: '/lineage', query: { ...asked } }),
    waits: (name, filter = {}) => json({ path: path`/datasets/${name}/waits`, query: { ...filter } }),
    update: (name, body = {}, { idempotencyKey = crypto.randomUUID(), ...place } = {}) =>
      json({ method: 'POST', path: path`/datasets/${name}/updates`, query: { ...place }, body, idempotencyKey }),
  };
}
