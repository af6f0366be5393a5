/** Which rows of the audit are changes that others want to know of: runs and sign-ins are work, not changes. */
import type { AuditRecord } from '@carillon/protocol';

/** With a sentence each in every language. */
export const CHANGES = [
  'document.apply',
  'schedule.pause',
  'schedule.resume',
  'queue.pause',
  'queue.resume',
  'limit.set',
  'limit.remove',
  'variable.set',
  'variable.remove',
  'secret.set',
  'secret.remove',
  'token.create',
  'token.revoke',
  'plan.backfill',
  'plan.runs',
  'plan.change',
  'backfill.pause',
  'backfill.resume',
  'backfill.cancel',
  'backfill.set',
  'approval.approve',
  'approval.reject',
] as const;
type Change = (typeof CHANGES)[number];

/** A plan has no name: what it became tells what was done, and to what. */
function toldOf({ action, after }: AuditRecord): { readonly action: string; readonly name?: string } {
  if (action !== 'plan.apply') return { action };
  const { workflow, action: command } = (after ?? {}) as { readonly workflow?: string; readonly action?: string };
  if (workflow !== undefined) return { action: 'plan.backfill', name: workflow };
  return { action: command === undefined ? 'plan.change' : 'plan.runs' };
}

const isOfWorkflow = (action: Change, kind: string): boolean => action === 'plan.backfill' || kind === 'workflow';

const isChange = (action: string): action is Change => (CHANGES as readonly string[]).includes(action);

export interface ChangeRow {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: Change;
  /** Of what it was done to, in one go; the newest first. */
  readonly names: readonly string[];
  readonly isWorkflow: boolean;
  readonly reason: string | undefined;
}

/** Newest first, of this project or of all; the same thing done by the same person to many in a row is one change. */
export function changesSince(rows: readonly AuditRecord[], since: Date, project: string): readonly ChangeRow[] {
  const changes: ChangeRow[] = [];
  for (const row of rows) {
    const { seq, at, actor, object, outcome, reason } = row;
    const { action, name = object.name } = toldOf(row);
    if (outcome !== 'done' || !isChange(action) || Date.parse(at) < since.getTime()) continue;
    if (row.project !== undefined && row.project !== project) continue;
    const names = name === undefined ? [] : [name];
    const last = changes.at(-1);
    if (last && last.actor === actor && last.action === action && last.reason === reason)
      changes[changes.length - 1] = { ...last, names: [...new Set([...last.names, ...names])] };
    else changes.push({ seq, at, actor, action, names, isWorkflow: isOfWorkflow(action, object.kind), reason });
  }
  return changes;
}
