import type { Queue } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

const percent = (share: number): string => `${Math.round(share * 1_000) / 10}%`;

export const queueView: View<Queue> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'parent', value: ({ parent }) => parent ?? '' },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'used', value: ({ used }) => percent(used) },
    { name: 'min', value: ({ minShare }) => percent(minShare) },
    { name: 'max', value: ({ maxShare }) => percent(maxShare) },
    { name: 'running', value: ({ running }) => String(running) },
    { name: 'ready', value: ({ ready }) => String(ready) },
    { name: 'oldest', kind: 'time', value: ({ oldestReadyAt }) => oldestReadyAt },
    { name: 'weight', isWide: true, value: ({ weight }) => String(weight) },
    {
      name: 'holders',
      isWide: true,
      value: ({ holders }) => holders.map(({ project, running }) => `${project}=${running}`).join(','),
    },
    { name: 'paused-by', isWide: true, value: ({ pausedBy }) => pausedBy ?? '' },
    { name: 'reason', isWide: true, value: ({ pauseReason }) => pauseReason ?? '' },
  ],
};
