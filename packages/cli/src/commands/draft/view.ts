import type { DraftSummary } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const draftView: View<DraftSummary> = {
  id: ({ project, name }) => `${project}/${name}`,
  name: ({ project, name }) => `${project}/${name}`,
  columns: [
    { name: 'project', value: ({ project }) => project },
    { name: 'name', value: ({ name }) => name },
    { name: 'base-version', value: ({ baseVersion }) => baseVersion },
    { name: 'saved', kind: 'time', value: ({ updatedAt }) => updatedAt },
    { name: 'author', value: ({ author }) => author },
    { name: 'revision', isWide: true, value: ({ revision }) => revision },
  ],
};
