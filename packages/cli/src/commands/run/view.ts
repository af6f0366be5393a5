import type { Artifact, Run, RunEvent, RunNote, TaskRun } from '@carillon/sdk';
import { durationText, elapsedMs } from '../../output/time-text.ts';
import type { View } from '../../output/view.ts';
import { reasonNote } from '../../follow/progress.ts';

const took = (of: { startedAt?: string; endedAt?: string }): string | undefined => {
  const ms = elapsedMs(of, Date.now());
  return ms === undefined ? undefined : durationText(ms);
};

const labelsText = (labels: Run['labels']): string | undefined =>
  labels &&
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');

export const runView: View<Run> = {
  id: ({ id }) => id,
  name: ({ id }) => `run/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'workflow', value: ({ workflow, version }) => `${workflow}@${version}` },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'trigger', value: ({ trigger }) => trigger.kind },
    { name: 'date', value: ({ logicalDate }) => logicalDate },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'duration', value: took },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
    { name: 'actor', isWide: true, value: ({ trigger }) => trigger.actor },
    { name: 'started', isWide: true, kind: 'time', value: ({ startedAt }) => startedAt },
    { name: 'ended', isWide: true, kind: 'time', value: ({ endedAt }) => endedAt },
    { name: 'reason', isWide: true, value: ({ reason }) => reason?.message },
    { name: 'retries', isWide: true, value: ({ retries }) => retries },
    { name: 'labels', isWide: true, value: ({ labels }) => labelsText(labels) },
    { name: 'sla', isWide: true, value: ({ slaMissed }) => (slaMissed ? 'missed' : undefined) },
    { name: 'parent', isWide: true, value: ({ parent }) => parent?.runId },
    { name: 'url', isWide: true, value: ({ url }) => url },
  ],
};

const itemText = ({ key, item }: { key?: string; item?: unknown }): string | undefined =>
  key ?? (item === undefined ? undefined : JSON.stringify(item));

/** A run among those that a task started. */
export const childView: View<Run> = {
  id: ({ id }) => id,
  name: ({ id }) => `run/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'task', value: ({ parent }) => parent?.task },
    { name: 'round', isWide: true, value: ({ parent }) => parent?.round },
    { name: 'index', value: ({ parent }) => parent?.index },
    { name: 'item', value: ({ parent }) => parent && itemText(parent) },
    { name: 'workflow', value: ({ workflow, version }) => `${workflow}@${version}` },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'duration', value: took },
    { name: 'reason', isWide: true, value: ({ reason }) => reason?.message },
    { name: 'url', isWide: true, value: ({ url }) => url },
  ],
};

/** `3/8, 1 failed`: children that have ended, of those there will be. */
function childrenText({ children }: TaskRun): string | undefined {
  if (!children) return undefined;
  const { of, open, success, failed, stopped, rounds } = children;
  const done = success + failed + stopped;
  const all = rounds > 1 ? done + open : (of ?? done + open);
  const ends = [failed > 0 ? `, ${failed} failed` : '', stopped > 0 ? `, ${stopped} stopped` : ''];
  return `${done}/${all}${ends.join('')}`;
}

export const taskView: View<TaskRun> = {
  id: ({ id }) => id,
  name: ({ task }) => task,
  columns: [
    { name: 'task', value: ({ task, index }) => (index === undefined ? task : `${task}[${index}]`) },
    { name: 'type', value: ({ type }) => type },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'attempt', value: ({ attempt }) => (attempt === 0 ? undefined : attempt) },
    { name: 'duration', value: took },
    { name: 'children', value: childrenText },
    { name: 'worker', value: ({ worker }) => worker },
    { name: 'note', value: reasonNote },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};

export const eventView: View<RunEvent> = {
  id: ({ seq }) => seq,
  name: ({ seq }) => seq,
  columns: [
    { name: 'seq', value: ({ seq }) => seq },
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'run', kind: 'state', value: ({ runState }) => runState },
    { name: 'steps', value: ({ transitions }) => transitions.map(stepText).join(', ') },
    { name: 'actor', value: ({ actor }) => actor },
  ],
};

function stepText({ task, attempt, to, reason }: RunEvent['transitions'][number]): string {
  const which = task === undefined ? 'run' : attempt !== undefined && attempt > 1 ? `${task}#${attempt}` : task;
  return `${which} → ${to}${reason === undefined ? '' : ` (${reason.code})`}`;
}

export const artifactView: View<Artifact> = {
  id: ({ task, name }) => `${task}/${name}`,
  name: ({ task, name }) => `${task}/${name}`,
  columns: [
    { name: 'artifact', value: ({ task, name }) => `${task}/${name}` },
    { name: 'attempt', value: ({ attempt }) => attempt },
    { name: 'size', value: ({ size }) => size },
    { name: 'content-type', value: ({ contentType }) => contentType },
    { name: 'sha256', isWide: true, value: ({ sha256 }) => sha256 },
  ],
};

export const noteView: View<RunNote> = {
  id: ({ id }) => id,
  name: ({ text }) => text,
  columns: [
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'by', value: ({ author }) => author },
    { name: 'note', value: ({ text }) => text },
  ],
};
