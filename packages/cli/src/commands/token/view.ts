import type { Token } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const tokenView: View<Token> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'kind', value: ({ tokenKind }) => tokenKind },
    { name: 'name', value: ({ name }) => name },
    { name: 'account', value: ({ account }) => account },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'expires', kind: 'time', value: ({ expiresAt }) => expiresAt },
    { name: 'last-used', kind: 'time', value: ({ lastUsedAt }) => lastUsedAt },
  ],
};
