import type { Context } from '../../connection/config-file.ts';
import type { View } from '../../output/view.ts';

export interface NamedContext extends Context {
  readonly name: string;
  readonly isCurrent: boolean;
  readonly hasToken: boolean;
}

export const contextView: View<NamedContext> = {
  id: ({ name }) => name,
  name: ({ name }) => name,
  columns: [
    { name: 'current', value: ({ isCurrent }) => (isCurrent ? '*' : undefined) },
    { name: 'name', value: ({ name }) => name },
    { name: 'server', value: ({ server }) => server },
    { name: 'environment', value: ({ environment }) => environment },
    { name: 'project', value: ({ project }) => project },
    { name: 'token', value: ({ hasToken }) => (hasToken ? 'yes' : 'no') },
    { name: 'protected', value: (context) => (context.protected ? 'yes' : undefined) },
  ],
};
