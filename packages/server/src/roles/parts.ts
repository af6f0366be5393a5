import type { Logger, Metrics } from '@carillon/runtime';
import type { Store } from '@carillon/store';

/** What every role is made from. */
export interface RoleParts {
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where people reach the console, for links. */
  readonly publicUrl: string;
}
