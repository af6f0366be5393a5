import type { Applied } from '../documents/apply-documents.ts';
import type { View } from '../output/view.ts';

export const appliedView: View<Applied> = {
  id: ({ project, name, version }) => `${project}/${name}@${version}`,
  name: ({ project, name }) => `${project}/${name}`,
  columns: [
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'project', value: ({ project }) => project },
    { name: 'name', value: ({ name }) => name },
    { name: 'version', value: ({ version }) => version },
    { name: 'outcome', value: ({ outcome }) => outcome },
  ],
};
