import type { FiringPreview, LedgerRow, Schedule, UpcomingFiring } from '@carillon/sdk';
import { durationText, zonedText } from '../../output/time-text.ts';
import type { View } from '../../output/view.ts';

const inZone = (instant: string | undefined, timeZone: string): string | undefined =>
  instant === undefined ? undefined : zonedText(instant, timeZone);

export const scheduleView: View<Schedule> = {
  id: ({ id }) => id,
  name: ({ project, workflow, name }) => `${project}/${workflow}/${name}`,
  columns: [
    { name: 'project', value: ({ project }) => project },
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'name', value: ({ name }) => name },
    { name: 'kind', isWide: true, value: ({ type }) => type },
    { name: 'when', value: whenText },
    { name: 'timezone', value: ({ timezone }) => timezone },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'next', kind: 'time', value: ({ nextFireAt }) => nextFireAt },
    { name: 'next-local', value: ({ nextFireAt, timezone }) => inZone(nextFireAt, timezone) },
    { name: 'last', value: ({ lastFiring }) => lastFiring && `${lastFiring.outcome} (${lastFiring.reason})` },
    { name: 'reason', value: ({ reason }) => reason && reasonText(reason) },
    { name: 'next-start', isWide: true, kind: 'time', value: ({ nextStartAt }) => nextStartAt },
    { name: 'last-time', isWide: true, kind: 'time', value: ({ lastFiring }) => lastFiring?.logicalTime },
    { name: 'last-run', isWide: true, value: ({ lastFiring }) => lastFiring?.runId },
    { name: 'calendars', isWide: true, value: ({ calendars }) => calendars.join(',') },
    { name: 'resumes', isWide: true, kind: 'time', value: ({ reason }) => reason?.resumeAt },
    {
      name: 'lateness',
      isWide: true,
      value: ({ lateness }) =>
        lateness && `p50 ${lateness.p50Ms} ms, p95 ${lateness.p95Ms} ms, max ${lateness.maxMs} ms of ${lateness.count}`,
    },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};

/** A duration alone does not tell a rate from a delay. */
function whenText({ type, expression }: Schedule): string {
  return type === 'every' || type === 'delay' ? `${type} ${expression}` : expression;
}

/** One that is on rests all the same while its workflow is paused. */
function reasonText({ code, text, actor }: NonNullable<Schedule['reason']>): string | undefined {
  if (code === 'WORKFLOW_PAUSED') return `the workflow is paused${text === undefined ? '' : `: ${text}`}`;
  return text ?? (actor && `paused by ${actor}`);
}

const heldText = (held: FiringPreview['held']): string | undefined =>
  held && [held.until ?? 'nobody can say', held.reason].filter(Boolean).join(': ');

export const firingView: View<FiringPreview> = {
  id: ({ logicalTime }) => logicalTime,
  name: ({ logicalTime }) => logicalTime,
  columns: [
    { name: 'logical-time', value: ({ logicalTime }) => logicalTime },
    { name: 'local-time', value: ({ localTime }) => localTime },
    { name: 'covers', value: ({ logicalDate }) => logicalDate },
    { name: 'starts', value: ({ startsAt, logicalTime }) => (startsAt === logicalTime ? undefined : startsAt) },
    { name: 'held-until', value: ({ held }) => heldText(held) },
    { name: 'notes', value: ({ notes }) => notes.join(' ') },
  ],
};

export const ledgerView: View<LedgerRow> = {
  id: ({ runId, logicalTime }) => runId ?? logicalTime,
  name: ({ logicalTime }) => logicalTime,
  columns: [
    { name: 'logical-time', value: ({ logicalTime }) => logicalTime },
    { name: 'local-time', value: ({ localTime }) => localTime },
    { name: 'through', isWide: true, value: ({ through }) => through },
    { name: 'outcome', value: ({ outcome }) => outcome },
    { name: 'reason', value: ({ reason }) => reason },
    { name: 'late', value: ({ latenessMs }) => (latenessMs === undefined ? undefined : durationText(latenessMs)) },
    { name: 'run', value: ({ runId }) => runId },
    { name: 'state', kind: 'state', value: ({ runState }) => runState },
    { name: 'notes', value: ({ notes }) => notes.join(' ') },
    { name: 'held-until', isWide: true, value: ({ heldUntil }) => heldUntil },
    { name: 'actual-time', isWide: true, value: ({ actualTime }) => actualTime },
  ],
};

export const upcomingView: View<UpcomingFiring> = {
  id: ({ scheduleId }) => scheduleId,
  name: ({ project, workflow, schedule }) => `${project}/${workflow}/${schedule}`,
  columns: [
    { name: 'logical-time', kind: 'time', value: ({ logicalTime }) => logicalTime },
    { name: 'local-time', value: ({ localTime }) => localTime },
    { name: 'timezone', value: ({ timezone }) => timezone },
    { name: 'project', value: ({ project }) => project },
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'schedule', value: ({ schedule }) => schedule },
    { name: 'takes', value: ({ expectedMs }) => expectedMs && durationText(expectedMs.p50) },
    { name: 'held-until', value: ({ held }) => heldText(held) },
    { name: 'notes', value: ({ notes }) => notes.join(' ') },
    { name: 'starts', isWide: true, value: ({ startsAt }) => startsAt },
    { name: 'takes-p95', isWide: true, value: ({ expectedMs }) => expectedMs && durationText(expectedMs.p95) },
    { name: 'id', isWide: true, value: ({ scheduleId }) => scheduleId },
  ],
};
