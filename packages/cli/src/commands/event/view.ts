import type { Signal } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const signalView: View<Signal> = {
  id: ({ id }) => id,
  name: ({ id }) => `signal/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'name', value: ({ name }) => name },
    { name: 'key', value: ({ key }) => key },
    { name: 'woken', value: ({ woken }) => String(woken) },
    { name: 'run', isWide: true, value: ({ runId }) => runId },
  ],
};
