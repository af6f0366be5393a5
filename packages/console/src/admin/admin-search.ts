/** What stands in the address of the administration. */
import { textOf } from '../parts/search-words.ts';

export const ADMIN_TABS = ['secrets', 'variables', 'tokens'] as const;
export type AdminTab = (typeof ADMIN_TABS)[number];

export interface AdminSearch {
  readonly tab?: AdminTab;
  readonly q?: string;
}

export function parseAdminSearch({ tab, q }: Record<string, unknown>): AdminSearch {
  const words = textOf(q);
  const shown = ADMIN_TABS.find((known) => known === tab);
  return { ...(shown && { tab: shown }), ...(words !== undefined && { q: words }) };
}
