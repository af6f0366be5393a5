import type { Silence } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const silenceView: View<Silence> = {
  id: ({ id }) => id,
  name: ({ id }) => `silence/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    {
      name: 'of',
      value: ({ fingerprint, workflow, task }) =>
        `${task === undefined || task === '' ? workflow : `${workflow}/${task}`}${fingerprint === undefined ? '' : ` ${fingerprint.slice(0, 8)}`}`,
    },
    { name: 'causes', value: ({ causes }) => causes },
    { name: 'muted', value: ({ muted }) => muted },
    { name: 'until', kind: 'time', value: ({ expiresAt }) => expiresAt },
    { name: 'unless-worse', value: ({ unlessWorse }) => (unlessWorse ? 'yes' : 'no') },
    { name: 'reason', value: ({ reason }) => reason },
    { name: 'by', value: ({ createdBy }) => createdBy },
    { name: 'ended-by', isWide: true, value: ({ endedBy }) => endedBy },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'made', isWide: true, kind: 'time', value: ({ createdAt }) => createdAt },
  ],
};
