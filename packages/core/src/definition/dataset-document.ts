/** The canonical form of `kind: Dataset`: what tasks produce and wait for by name. */
import type { DocumentHead } from './document.ts';

export interface DatasetDocument extends DocumentHead {
  readonly kind: 'Dataset';
  /** Where it is, for people: `s3://lake/orders`, `postgres://dwh/public.orders`. */
  readonly uri?: string;
  /** How old its newest update may become, `26h`; older, it is stale. */
  readonly fresh?: string;
}

/** What a task brings up to date when it succeeds, of the project of its workflow. */
export interface ProducedDataset {
  readonly dataset: string;
  /** Of what: a date, a region. May hold `${{ }}`, evaluated when the task starts. */
  readonly partition?: string;
}
