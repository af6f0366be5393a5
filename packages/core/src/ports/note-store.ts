/** What people write down about runs. Notes are added and never change. */
import type { Idempotency, MadeOnce } from './idempotency.ts';
import type { TenantScope } from './scope.ts';

/** Newest notes of a run that are shown. */
export const MAX_SHOWN_NOTES = 100;

export interface RunNote {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly at: Date;
}

export interface NewRunNote {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly idempotency?: Idempotency | undefined;
}

export interface NoteStore {
  /** The newest first, at most {@link MAX_SHOWN_NOTES}. */
  notes(tenant: TenantScope, runId: string): Promise<readonly RunNote[]>;
  addNote(tenant: TenantScope, runId: string, note: NewRunNote): Promise<MadeOnce<RunNote>>;
}
