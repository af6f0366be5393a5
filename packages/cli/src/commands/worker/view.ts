import type { Worker } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

const GIB = 2 ** 30;
/** Of each resource how much attempts asked for, and how much there is. */
function resourcesText({ resources, used }: Worker): string {
  const text = (name: string, amount: number): string =>
    name === 'memory' || name === 'disk' ? `${Math.round((amount / GIB) * 10) / 10}Gi` : String(amount);
  return Object.entries(resources)
    .map(([name, amount]) => `${name} ${text(name, used[name] ?? 0)}/${text(name, amount)}`)
    .join(', ');
}

export const workerView: View<Worker> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'group', value: ({ group }) => group },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'busy', value: ({ busy, slots }) => `${busy}/${slots}` },
    { name: 'resources', value: resourcesText },
    { name: 'connected', kind: 'time', value: ({ connectedAt }) => connectedAt },
    { name: 'version', value: ({ version }) => version },
    { name: 'id', isWide: true, value: ({ id }) => id },
    { name: 'host', isWide: true, value: ({ host }) => host },
    { name: 'lease-until', isWide: true, kind: 'time', value: ({ leaseUntil }) => leaseUntil },
    { name: 'capabilities', isWide: true, value: ({ capabilities }) => capabilities.join(',') },
    {
      name: 'labels',
      isWide: true,
      value: ({ labels }) =>
        Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
    },
  ],
};
