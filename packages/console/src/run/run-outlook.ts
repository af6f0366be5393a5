/** When a run that goes on will likely have ended, from how long others of its workflow took. */
import type { Run, Workflow } from '@carillon/protocol';

type Usual = Pick<NonNullable<Workflow['stats']>, 'p50Ms' | 'p95Ms'>;

/** `at`: half of the runs would have ended by then, or nearly all once half of them would have. */
export type Outlook = { readonly at: Date; readonly of: 'p50' | 'p95' } | 'late';

/** Undefined: it has ended or not begun, or too little is known. */
export function outlookOf({ startedAt, endedAt }: Run, { p50Ms, p95Ms }: Usual, now: Date): Outlook | undefined {
  if (startedAt === undefined || endedAt !== undefined || p50Ms === undefined) return undefined;
  const after = (ms: number): Date => new Date(Date.parse(startedAt) + ms);
  if (now < after(p50Ms)) return { at: after(p50Ms), of: 'p50' };
  if (p95Ms !== undefined && now < after(p95Ms)) return { at: after(p95Ms), of: 'p95' };
  return 'late';
}

/** A test runs one task, and an item of a loop a part of the workflow: neither takes as long as the whole. */
export const isWhole = ({ trigger, parent }: Run): boolean => trigger.kind !== 'test' && parent?.isPart !== true;
