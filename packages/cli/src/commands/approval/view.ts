import type { Approval } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const approvalView: View<Approval> = {
  id: ({ id }) => id,
  name: ({ id }) => `approval/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'task', value: ({ task }) => task },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'title', value: ({ title }) => title },
    { name: 'expires', kind: 'time', value: ({ expiresAt }) => expiresAt },
    { name: 'actor', value: ({ actor }) => actor },
    { name: 'comment', value: ({ comment }) => comment },
    { name: 'run', isWide: true, value: ({ runId }) => runId },
    { name: 'message', isWide: true, value: ({ message }) => message },
    { name: 'params', isWide: true, value: ({ params }) => Object.keys(params).join(', ') },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
    { name: 'requested', isWide: true, kind: 'time', value: ({ requestedAt }) => requestedAt },
    { name: 'answered', isWide: true, kind: 'time', value: ({ answeredAt }) => answeredAt },
  ],
};
