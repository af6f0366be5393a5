import type { Alert, AlertNotice, AlertRule, NoisyTask } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

const taskText = ({ workflow, task }: { readonly workflow: string; readonly task: string }): string =>
  task === '' ? workflow : `${workflow}/${task}`;

export const alertView: View<Alert> = {
  id: ({ id }) => id,
  name: ({ fingerprint }) => fingerprint,
  columns: [
    { name: 'cause', value: ({ fingerprint }) => fingerprint.slice(0, 8) },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'severity', value: ({ severity }) => severity },
    { name: 'task', value: taskText },
    { name: 'error', value: ({ reason: { code, message } }) => message ?? code },
    { name: 'failures', value: ({ failures }) => failures },
    { name: 'notified', value: ({ notified }) => notified },
    { name: 'muted', value: ({ muted }) => muted },
    { name: 'last', kind: 'time', value: ({ lastAt }) => lastAt },
    { name: 'acknowledged', value: ({ acknowledged }) => acknowledged?.by },
    { name: 'silenced', kind: 'time', value: ({ silencedUntil }) => silencedUntil },
    { name: 'id', isWide: true, value: ({ id }) => id },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'told', isWide: true, value: ({ told }) => told.join(', ') },
    { name: 'openings', isWide: true, value: ({ openings }) => openings },
    { name: 'first', isWide: true, kind: 'time', value: ({ firstAt }) => firstAt },
    { name: 'run', isWide: true, value: ({ lastRunId }) => lastRunId },
  ],
};

export const failureView: View<{ readonly runId: string; readonly at: string }> = {
  id: ({ runId }) => runId,
  name: ({ runId }) => runId,
  columns: [
    { name: 'run', value: ({ runId }) => runId },
    { name: 'failed', kind: 'time', value: ({ at }) => at },
  ],
};

export const noticeView: View<AlertNotice> = {
  id: ({ id }) => id,
  name: ({ id }) => id,
  columns: [
    { name: 'notice', value: ({ type }) => type },
    { name: 'channel', value: ({ channel }) => channel },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'tries', value: ({ tries }) => tries },
    { name: 'due', kind: 'time', value: ({ dueAt }) => dueAt },
    { name: 'error', value: ({ error }) => error },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const noisyView: View<NoisyTask> = {
  id: ({ alertId }) => alertId,
  name: taskText,
  columns: [
    { name: 'task', value: taskText },
    { name: 'per-cause', value: ({ perCause }) => perCause.toFixed(1) },
    { name: 'notified', value: ({ notified }) => notified },
    { name: 'causes', value: ({ causes }) => causes },
    { name: 'flaps', value: ({ flapRate }) => percent(flapRate) },
    { name: 'ignored', value: ({ ignoredShare }) => percent(ignoredShare) },
    { name: 'muted', value: ({ muted }) => muted },
    { name: 'failures', value: ({ failures }) => failures },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'loudest', isWide: true, value: ({ alertId }) => alertId },
  ],
};

const yesOrNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'yes' : 'no';

export const ruleView: View<AlertRule> = {
  id: ({ project, workflow, task }) => [project, workflow, task].filter(Boolean).join('/'),
  name: ({ project, workflow, task }) => [project, workflow, task].filter(Boolean).join('/'),
  columns: [
    {
      name: 'for',
      value: ({ workflow, task, setBy }) =>
        [workflow, task].filter(Boolean).join('/') || (setBy === undefined ? '(default)' : '(project)'),
    },
    { name: 'severity', value: ({ severity }) => severity },
    { name: 'hold', value: ({ hold }) => hold },
    { name: 'every-failure', value: ({ everyFailure }) => yesOrNo(everyFailure) },
    { name: 'recovery', value: ({ tellRecovery }) => yesOrNo(tellRecovery) },
    { name: 'channels', value: ({ channels }) => channels?.join(', ') },
    { name: 'by', isWide: true, value: ({ setBy }) => setBy },
    { name: 'set', isWide: true, kind: 'time', value: ({ setAt }) => setAt },
  ],
};
