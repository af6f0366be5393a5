/** Requests that may be sent again because no answer came (GUARANTEES 4.1). */
export interface Idempotency {
  readonly principal: string;
  readonly route: string;
  readonly key: string;
  readonly bodyHash: Uint8Array;
}

/** What holds the key of a start. */
export interface KeyHolder {
  /** The first, where it stands for several. */
  readonly runId: string;
  readonly sameBody: boolean;
  /** Runs that were started together with it. */
  readonly runs: number;
}

/** What a request made that may be sent again. */
export type MadeOnce<T> =
  | { readonly kind: 'made'; readonly made: T }
  /** The idempotency key was used before with the same body: what it made then, as it is now. */
  | { readonly kind: 'replayed'; readonly made: T }
  /** The idempotency key was used before with another body. */
  | { readonly kind: 'key_reused' };
