/** Texts of workflows that are being written and run nowhere. */
import type { Idempotency, MadeOnce } from './idempotency.ts';
import type { TenantScope } from './scope.ts';

export interface DraftName {
  readonly project: string;
  readonly name: string;
}

export interface DraftRecord extends DraftName {
  /** Another one at each save, and never the same again, even after the draft was discarded. */
  readonly revision: number;
  /** The newest version when it was begun; undefined: there was none. */
  readonly baseVersion: number | undefined;
  readonly source: string;
  /** Of the last save. */
  readonly author: string;
  readonly updatedAt: Date;
}

/** Somebody who has the workflow open in the editor, in one window. */
export interface EditorWindow {
  readonly window: string;
  readonly author: string;
  readonly task: string | undefined;
}

export interface DraftSave {
  /** The revision that it replaces; 0: there is none. */
  readonly expected: number;
  /** Sent again with its key, it is known while it is the last one. */
  readonly idempotency: Idempotency | undefined;
}

export interface DraftStore {
  list(tenant: TenantScope, filter: Partial<DraftName>): Promise<readonly DraftRecord[]>;
  draft(tenant: TenantScope, name: DraftName): Promise<DraftRecord | undefined>;
  /** @returns undefined when the draft is another one by now, and not this save */
  save(
    tenant: TenantScope,
    draft: Omit<DraftRecord, 'revision' | 'updatedAt'>,
    save: DraftSave,
  ): Promise<MadeOnce<DraftRecord> | undefined>;
  /** Says that a window is there, for half a minute. @returns the other windows that have said so */
  beat(tenant: TenantScope, name: DraftName, window: EditorWindow): Promise<readonly EditorWindow[]>;
  /** False when it is another revision by now, or none. */
  discard(tenant: TenantScope, name: DraftName, expected: number): Promise<boolean>;
}
