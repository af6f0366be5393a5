/** What stands in the address of the alerts. */
import { textOf } from '../parts/search-words.ts';

export const ALERTS_TABS = ['open', 'noise', 'rules', 'silences', 'channels'] as const;
export type AlertsTab = (typeof ALERTS_TABS)[number];
export const SEVERITIES = ['critical', 'warning', 'info'] as const;

export interface AlertsSearch {
  readonly tab?: AlertsTab;
  readonly q?: string;
  readonly severity?: (typeof SEVERITIES)[number];
  /** Absent: those that are open. */
  readonly state?: 'all';
}

export function parseAlertsSearch({ tab, q, severity, state }: Record<string, unknown>): AlertsSearch {
  const words = textOf(q);
  const shown = ALERTS_TABS.find((known) => known === tab);
  const level = SEVERITIES.find((known) => known === severity);
  return {
    ...(shown && { tab: shown }),
    ...(words !== undefined && { q: words }),
    ...(level && { severity: level }),
    ...(state === 'all' && { state }),
  };
}
