import type { Workflow, WorkflowVersion } from '@carillon/sdk';
import { iconOf } from '../../output/paint.ts';
import type { View } from '../../output/view.ts';

export const workflowView: View<Workflow> = {
  id: ({ id }) => id,
  name: ({ project, name }) => `${project}/${name}`,
  columns: [
    { name: 'project', value: ({ project }) => project },
    { name: 'name', value: ({ name }) => name },
    { name: 'version', value: ({ version }) => version },
    { name: 'tasks', value: ({ tasks }) => tasks },
    {
      name: 'last-runs',
      value: ({ lastRuns }) =>
        lastRuns
          .map(({ state }) => iconOf(state))
          .reverse()
          .join(''),
    },
    {
      name: 'next',
      kind: 'time',
      value: ({ nextFireAt }) => nextFireAt,
      held: ({ paused }) => (paused ? 'paused' : undefined),
    },
    { name: 'schedules-are', isWide: true, kind: 'state', value: ({ paused }) => (paused ? 'paused' : 'enabled') },
    { name: 'resumes', isWide: true, kind: 'time', value: ({ pause }) => pause?.resumeAt },
    { name: 'owner', value: ({ owner }) => owner },
    { name: 'lifecycle', value: ({ lifecycle }) => lifecycle },
    { name: 'id', isWide: true, value: ({ id }) => id },
    { name: 'title', isWide: true, value: ({ title }) => title },
    {
      name: 'schedules',
      isWide: true,
      value: ({ schedules }) => schedules.map(({ expression, timezone }) => `${expression} ${timezone}`).join('; '),
    },
    { name: 'tags', isWide: true, value: ({ tags }) => tags.join(',') },
    { name: 'updated', isWide: true, kind: 'time', value: ({ updatedAt }) => updatedAt },
  ],
};

export const versionView: View<WorkflowVersion> = {
  id: ({ id }) => id,
  name: ({ workflow, number }) => `${workflow}@${number}`,
  columns: [
    { name: 'version', value: ({ number }) => number },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'author', value: ({ author }) => author },
    { name: 'message', value: ({ message }) => message },
    { name: 'hash', value: ({ hash }) => hash.slice(0, 12) },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};
