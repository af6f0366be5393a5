/** A queue as people write it: `kind: Queue`. Names without a document are queues below the root with all defaults. */
import type { DocumentHead } from './document.ts';

export interface QueueDocument extends DocumentHead {
  readonly kind: 'Queue';
  /** The queue it is a part of; absent: none. */
  readonly parent?: string;
  /** Of its siblings that want more, it gets as much as its weight says. 1 when absent. */
  readonly weight?: number;
  /** Guaranteed: `25%` of all workers. */
  readonly minShare?: string;
  /** Never more, but always one task: `50%` of all workers. */
  readonly maxShare?: string;
  /** How much longer waiting weighs as much as one point of priority; 1m when absent. */
  readonly ageing?: string;
  /** Weights of tenants by name; 1 when absent. */
  readonly tenants?: Readonly<Record<string, number>>;
  /** Weights of projects within their tenant, by name; 1 when absent. */
  readonly projects?: Readonly<Record<string, number>>;
}

export const DEFAULT_QUEUE = 'default';
