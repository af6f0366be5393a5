import type { PageOf, SavedView, SaveView } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface SavedViewFilter {
  readonly project: string;
  readonly page?: SavedView['page'] | undefined;
}

/** Lists as somebody left them, for everybody in the project. */
export interface SavedViews {
  list(filter: SavedViewFilter): Promise<PageOf<SavedView>>;
  /** One of the same name is replaced. */
  save(view: SaveView): Promise<SavedView>;
  remove(id: string): Promise<void>;
}

export function createSavedViews({ json }: Transport): SavedViews {
  return {
    list: (filter) => json({ path: '/saved-views', query: { ...filter } }),
    save: (body) => json({ method: 'POST', path: '/saved-views', body }),
    remove: (id) => json({ method: 'DELETE', path: path`/saved-views/${id}` }),
  };
}
