import type { Secret } from '@carillon/sdk';
import type { View } from '../../output/view.ts';
import { levelName } from '../level-flags.ts';

export const secretView: View<Secret> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'level', value: levelName },
    { name: 'version', value: ({ version }) => version },
    { name: 'used-by', value: ({ usedBy }) => usedBy },
    { name: 'last-used', kind: 'time', value: ({ lastUsedAt }) => lastUsedAt },
    { name: 'updated', kind: 'time', value: ({ updatedAt }) => updatedAt },
    { name: 'by', value: ({ updatedBy }) => updatedBy },
    { name: 'created', kind: 'time', isWide: true, value: ({ createdAt }) => createdAt },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};
