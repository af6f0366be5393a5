import type { SavedView } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

/** As it stands in the address of the page. */
const searchText = (search: SavedView['search']): string =>
  Object.entries(search)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)
    .join('&');

export const savedViewView: View<SavedView> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  columns: [
    { name: 'name', value: ({ name }) => name },
    { name: 'page', value: ({ page }) => page },
    { name: 'project', value: ({ project }) => project },
    { name: 'search', value: ({ search }) => searchText(search) },
    { name: 'saved', kind: 'time', value: ({ savedAt }) => savedAt },
    { name: 'by', value: ({ savedBy }) => savedBy },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};
