/** What of a run is on the screen, all of it in the address. */
export const VIEWS = ['graph', 'timeline', 'table'] as const;
export type View = (typeof VIEWS)[number];
export const TABS = ['log', 'attempts', 'io', 'events', 'config'] as const;
export type Tab = (typeof TABS)[number];

export interface RunView {
  view?: View;
  task?: string;
  tab?: Tab;
  attempt?: number;
}

export function parseRunView({ view, task, tab, attempt }: Record<string, unknown>): RunView {
  const knownView = VIEWS.find((known) => known === view);
  const knownTab = TABS.find((known) => known === tab);
  return {
    ...(knownView && { view: knownView }),
    ...(typeof task === 'string' && task !== '' && { task }),
    ...(knownTab && { tab: knownTab }),
    ...(typeof attempt === 'number' && Number.isInteger(attempt) && attempt > 0 && { attempt }),
  };
}
