/** Limits as documents have them (docs/reference/limits.md): of tasks, of runs, and of what asks for runs. */

export const ON_LIMIT = ['queue', 'skip', 'cancel_running'] as const;
/** What becomes of one too many: it waits, it is given up, or the oldest one makes way. */
export type OnLimit = (typeof ON_LIMIT)[number];

/** So many at once. */
export interface ConcurrencyDocument {
  readonly max: number;
  /** A template: each value has its own `max`. One for all when absent. */
  readonly key?: string;
  readonly onLimit?: OnLimit;
}

/** So many in a time, evenly spread but for `burst`. */
export interface RateDocument {
  readonly limit: number;
  readonly per: string;
  readonly key?: string;
  /** So many together after an idle time; 1 when absent. */
  readonly burst?: number;
}

export const ON_DUPLICATE = ['return', 'refuse', 'replace'] as const;
export type OnDuplicate = (typeof ON_DUPLICATE)[number];

/** No two runs with one value of the key. */
export interface UniqueDocument {
  readonly key: string;
  /** `open`: as long as the run is; or a time from its acceptance on. */
  readonly per?: string;
  readonly onDuplicate?: OnDuplicate;
}

/** A run starts when so long nothing more was asked for; the newest request counts. */
export interface DebounceDocument {
  readonly key?: string;
  readonly for: string;
  /** It starts at the latest so long after the first request. */
  readonly max?: string;
}

/** One run for many requests, whose parameters it gets as a list, in order. */
export interface BatchDocument {
  readonly key?: string;
  readonly max: number;
  readonly within: string;
  /** The parameter that holds the list. */
  readonly param: string;
}

/** What becomes of requests for a run, by people, programs and triggers. */
export interface StartsDocument {
  readonly debounce?: DebounceDocument;
  readonly batch?: BatchDocument;
  /** Those that come faster wait for their turn. */
  readonly throttle?: RateDocument;
}

export const LIMIT_COUNTS = ['task_runs', 'runs'] as const;
export type LimitCounts = (typeof LIMIT_COUNTS)[number];

/** A limit of a project or a tenant on what its condition holds for. */
export interface LimitRuleDocument {
  /** Task runs when absent. Runs as a whole are those that are nobody's child: a parent would wait for its own slot. */
  readonly counts?: LimitCounts;
  readonly concurrency?: ConcurrencyDocument;
  readonly rate?: RateDocument;
  /** A condition over what a key may read; all when absent. */
  readonly when?: string;
}
