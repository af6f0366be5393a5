import type { Incident } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const incidentView: View<Incident> = {
  id: ({ id }) => id,
  name: ({ id }) => id,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'what', value: ({ what }) => what },
    { name: 'noticed', kind: 'time', value: ({ noticedAt }) => noticedAt },
    { name: 'risk-from', kind: 'time', value: ({ risk }) => risk?.from },
    { name: 'risk-until', kind: 'time', value: ({ risk }) => risk?.until },
    { name: 'ended', kind: 'time', value: ({ endedAt }) => endedAt },
    { name: 'ended-by', value: ({ endedBy }) => endedBy ?? '' },
    { name: 'details', isWide: true, value: ({ details }) => JSON.stringify(details) },
  ],
};
