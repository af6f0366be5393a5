import type { Coordinator } from '@carillon/core';
import type { Logger, Metrics } from '@carillon/runtime';
import type { Store } from '@carillon/store';

/** What every role is made from. */
export interface RoleParts {
  readonly store: Store;
  /** Undefined: the store's leases alone say who leads. */
  readonly coordinator: Coordinator | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where people reach the console, for links. */
  readonly publicUrl: string;
}
