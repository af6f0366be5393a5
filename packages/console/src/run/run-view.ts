/** What of a run is on the screen, all of it in the address. */
import { textOf } from '../parts/search-words.ts';
import type { TaskFilter } from './task-filter.ts';

export const VIEWS = ['graph', 'timeline', 'table'] as const;
export type View = (typeof VIEWS)[number];
const VIEW_KEY = 'carillon.run-view';

/** As it was last chosen, for an address that names none. */
export const rememberedView = (): View => VIEWS.find((known) => known === localStorage.getItem(VIEW_KEY)) ?? 'graph';
export const rememberView = (view: View): void => localStorage.setItem(VIEW_KEY, view);

export const TABS = ['log', 'attempts', 'io', 'events', 'config'] as const;
export type Tab = (typeof TABS)[number];

export interface RunView extends TaskFilter {
  view?: View;
  task?: string;
  tab?: Tab;
  attempt?: number;
  /** Of which streams the log shows lines; all of them where it is absent. */
  stream?: string;
  /** From which level on the log shows lines; all of them where it is absent. */
  level?: string;
}

/** Empty parts are none. */
export function parseRunView(search: Record<string, unknown>): RunView {
  const { view, task, tab, attempt, state, stream, level } = search;
  const q = textOf(search['q']);
  const knownView = VIEWS.find((known) => known === view);
  const knownTab = TABS.find((known) => known === tab);
  return {
    ...(knownView && { view: knownView }),
    ...(typeof task === 'string' && task !== '' && { task }),
    ...(knownTab && { tab: knownTab }),
    ...(typeof attempt === 'number' && Number.isInteger(attempt) && attempt > 0 && { attempt }),
    ...(q !== undefined && { q }),
    ...(typeof stream === 'string' && stream !== '' && { stream }),
    ...(typeof level === 'string' && level !== '' && { level }),
    ...(typeof state === 'string' && state !== '' && { state }),
  };
}
