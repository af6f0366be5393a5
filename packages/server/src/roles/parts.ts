import type { Leadership, Logger, Metrics } from '@carillon/runtime';
import type { Store } from '@carillon/store';
import type { OwnHealth } from '../health/own-health.ts';

/** What every role is made from. */
export interface RoleParts {
  readonly store: Store;
  readonly own: OwnHealth;
  readonly leadership: Leadership;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where people reach the console, for links. */
  readonly publicUrl: string;
}
