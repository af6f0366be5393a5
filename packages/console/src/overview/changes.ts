/** Which rows of the audit are changes that others want to know of: runs and sign-ins are work, not changes. */
import type { AuditRecord } from '@carillon/protocol';

/** With a sentence each in every language. */
export const CHANGES = [
  'document.apply',
  'workflow.pause',
  'workflow.resume',
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
  'plan.pause',
  'plan.resume',
  'plan.cancel',
  'plan.change',
  'backfill.pause',
  'backfill.resume',
  'backfill.cancel',
  'backfill.set',
  'approval.approve',
  'approval.reject',
] as const;
type Change = (typeof CHANGES)[number];

const PLAN = 'plan.';
/** As the audit names them, which knows of a plan only that it was applied. */
export const AUDITED_CHANGES: readonly string[] = [
  ...CHANGES.filter((action) => !action.startsWith(PLAN)),
  `${PLAN}apply`,
];

interface AppliedPlan {
  readonly planKind?: string;
  readonly workflow?: string;
  /** What it does to each run. */
  readonly action?: string;
  /** What is done with the plan itself. */
  readonly command?: string;
}

interface Told {
  readonly action: string;
  readonly name?: string;
  readonly command?: string | undefined;
}

/** A plan has no name: what it became tells what was done, and to what. */
function toldOf({ action, after }: AuditRecord): Told {
  if (action !== 'plan.apply') return { action };
  const { planKind, workflow, action: command, command: verb } = (after ?? {}) as AppliedPlan;
  if (workflow !== undefined) return { action: 'plan.backfill', name: workflow };
  // Each workflow has a row of its own.
  if (planKind === 'workflows') return { action: 'plan.workflows' };
  if (command === undefined) return { action: 'plan.change' };
  return { action: verb === undefined ? 'plan.runs' : `plan.${verb}`, command };
}

const isOfWorkflow = (action: Change, kind: string): boolean => action === 'plan.backfill' || kind === 'workflow';

const isChange = (action: string): action is Change => (CHANGES as readonly string[]).includes(action);

export interface ChangeRow {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: Change;
  /** Which one many runs were given. */
  readonly command?: string | undefined;
  /** Of what it was done to, in one go; the newest first. */
  readonly names: readonly string[];
  readonly isWorkflow: boolean;
  /** Undefined where what was changed is of all of them. */
  readonly environment: string | undefined;
  readonly reason: string | undefined;
}

/** Newest first, of this project or of all; the same thing done by the same person to many in a row is one change. */
export function changesIn(rows: readonly AuditRecord[], project: string): readonly ChangeRow[] {
  const changes: ChangeRow[] = [];
  for (const row of rows) {
    const { seq, at, actor, object, environment, outcome, reason } = row;
    const { action, name = object.name, command } = toldOf(row);
    if (outcome !== 'done' || !isChange(action)) continue;
    if (row.project !== undefined && row.project !== project) continue;
    const names = name === undefined ? [] : [name];
    const last = changes.at(-1);
    const isSame =
      last?.actor === actor &&
      last.action === action &&
      last.command === command &&
      last.environment === environment &&
      last.reason === reason;
    if (isSame) changes[changes.length - 1] = { ...last, names: [...new Set([...last.names, ...names])] };
    else
      changes.push({
        seq,
        at,
        actor,
        action,
        command,
        names,
        isWorkflow: isOfWorkflow(action, object.kind),
        environment,
        reason,
      });
  }
  return changes;
}
