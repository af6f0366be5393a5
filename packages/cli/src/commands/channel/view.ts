import type { Channel } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const channelView: View<Channel> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'type', value: ({ type }) => type },
    { name: 'to', value: ({ url, urlSecret }) => url ?? `(secret ${urlSecret})` },
    { name: 'enabled', value: ({ enabled }) => (enabled ? 'yes' : 'no') },
    { name: 'delivered', kind: 'time', value: ({ deliveredAt }) => deliveredAt },
    { name: 'failures', value: ({ failures }) => failures },
    { name: 'waiting', value: ({ waiting }) => waiting },
    { name: 'error', value: ({ error }) => error },
    { name: 'signed-with', isWide: true, value: ({ signingSecret }) => signingSecret },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'by', isWide: true, value: ({ setBy }) => setBy },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};
