import type { Limit, LimitRule } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

const figuresOf = ({ max, intervalMs, burst = 1 }: Limit): string =>
  intervalMs === undefined
    ? `${max} at once`
    : `1 in ${Math.round(intervalMs)}ms${burst > 1 ? `, ${burst} together` : ''}`;

export const limitView: View<Limit> = {
  id: ({ id }) => id,
  name: ({ name, key }) => (key === '' ? name : `${name} ${key}`),
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'level', value: ({ level }) => level },
    { name: 'name', value: ({ name }) => name },
    { name: 'key', value: ({ key }) => key },
    { name: 'limit', value: figuresOf },
    { name: 'held', value: ({ held }) => held },
    { name: 'waiting', value: ({ waiting }) => waiting },
    { name: 'free', kind: 'time', value: ({ freeAt }) => freeAt },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'on-limit', isWide: true, value: ({ onLimit }) => onLimit },
  ],
};

export interface Party {
  readonly is: 'holds' | 'waits';
  readonly runId: string;
  readonly workflow: string;
  readonly task?: string;
  readonly since: string;
}

export const partyView: View<Party> = {
  id: ({ runId }) => runId,
  name: ({ runId, task }) => (task === undefined ? runId : `${runId}/${task}`),
  columns: [
    { name: 'is', value: ({ is }) => is },
    { name: 'run', value: ({ runId }) => runId },
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'task', value: ({ task }) => task },
    { name: 'since', kind: 'time', value: ({ since }) => since },
  ],
};

export const ruleView: View<LimitRule> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'project', value: ({ project }) => project ?? '(tenant)' },
    { name: 'counts', value: ({ counts = 'task_runs' }) => counts },
    { name: 'at-once', value: ({ concurrency }) => concurrency?.max },
    { name: 'rate', value: ({ rate }) => rate && `${rate.limit} per ${rate.per}` },
    { name: 'key', value: ({ concurrency, rate }) => concurrency?.key ?? rate?.key },
    { name: 'when', value: ({ when }) => when },
    { name: 'version', isWide: true, value: ({ number }) => number },
    { name: 'by', isWide: true, value: ({ author }) => author },
    { name: 'updated', isWide: true, kind: 'time', value: ({ createdAt }) => createdAt },
  ],
};
