/**
 * Who tries to carry out a duty that only one node should have: retention, sweeps, the outbox. A coordinator only
 * chooses; that at most one can act is the term in the store (GUARANTEES 7.2, 7.4). While it cannot be reached duties
 * rest, and runs go on.
 */
export interface Coordinator {
  /**
   * Takes the duty, or renews it. True: this node is chosen, until `ttlMs` after this was called at the latest.
   * @throws when the coordinator cannot be reached; a holder then lets go by itself
   */
  hold(duty: string): Promise<boolean>;
  /** Lets go, so that another may be chosen at once. */
  release(duty: string): Promise<void>;
  /** Ends the connection; what is held is given away when its time is over. */
  close(): Promise<void>;
}

export interface CoordinatorOptions {
  /** As configured: `etcd://…`. */
  readonly address: string;
  /** Tells this node from all others, also from itself before a restart. */
  readonly candidate: string;
  readonly ttlMs: number;
}

/** A term of a duty: at most one owner, and a higher number with every change of hands. Writes of a leader name theirs. */
export interface Term {
  readonly duty: string;
  readonly owner: string;
  readonly term: number;
}

export interface TermStore {
  /** Takes or renews a leader's lease: its term; undefined while another holds it. */
  lease(duty: string, owner: string, ttlMs: number): Promise<number | undefined>;
  /** Ends the owner's lease, so that another may begin at once. */
  endLease(duty: string, owner: string): Promise<void>;
}

/** What the package of a coordinator exports as `createCoordinator`. @throws for an address that names nothing */
export type CreateCoordinator = (options: CoordinatorOptions) => Promise<Coordinator>;
