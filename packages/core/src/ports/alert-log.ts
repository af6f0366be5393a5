/** What the alerter keeps: causes of failures, and the notices that are to be sent. All of it by the leader alone. */
import type { NoticeKind } from '../alert/cause.ts';
import type { AlertSeverity } from '../alert/rule.ts';
import type { Reason } from '../run/states.ts';
import type { Said } from '../said.ts';
import type { Term } from './coordinator.ts';
import type { RunEnded } from './outbox.ts';
import type { Scope } from './scope.ts';

export interface RecordOptions {
  readonly consumer: string;
  readonly cursor: string;
  /** The installation has a receiver of its own, beside the channels of projects. */
  readonly hasOwnReceiver: boolean;
}

/** Where a notice goes. */
export interface NoticeChannel {
  readonly key: number;
  readonly name: string;
  readonly kind: string;
  readonly url: string | undefined;
  /** Names of secrets: the address, and what requests are signed with. */
  readonly urlSecret: string | undefined;
  readonly signingSecret: string | undefined;
}

export interface DueNotice {
  /** Stable: every try to send it has the same. */
  readonly id: string;
  readonly kind: NoticeKind | 'test';
  readonly at: Date;
  readonly runId: string | undefined;
  /** Times that it was tried before. */
  readonly tries: number;
  /** Undefined: the receiver of the installation. */
  readonly channel: NoticeChannel | undefined;
  /** Undefined where the whole of it is a test. */
  readonly alert: NoticeAlert | undefined;
  /** Where the secrets of the channel are looked up. */
  readonly scope: Scope;
  readonly project: string;
}

export interface NoticeAlert {
  readonly id: string;
  readonly fingerprint: string;
  readonly severity: AlertSeverity;
  readonly environment: string;
  readonly workflow: string;
  readonly task: string;
  readonly reason: Reason;
  readonly failures: number;
  readonly openedAt: Date;
  readonly version: number | undefined;
}

export type NoticeOutcome =
  | { readonly state: 'delivered' }
  | { readonly state: 'given_up'; readonly error: Said }
  | { readonly state: 'pending'; readonly error: Said; readonly retryMs: number };

export interface AlertLog {
  /**
   * Counts failures and recoveries to their causes, makes the notices that follow, and moves the cursor, in one
   * transaction: what is seen twice counts once. False: the term is over, nothing was written.
   */
  record(ended: readonly RunEnded[], options: RecordOptions, by: Term): Promise<boolean>;
  /** Of each cause and receiver the oldest that is due; none of a receiver that has just refused. */
  dueNotices(limit: number): Promise<readonly DueNotice[]>;
  /** What became of a try. False: the term is over. */
  settle(notice: Pick<DueNotice, 'id' | 'channel'>, outcome: NoticeOutcome, by: Term): Promise<boolean>;
  /** A bounded bite of what is older than it is kept; how many rows went. */
  prune(by: Term): Promise<number>;
}
