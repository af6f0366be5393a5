import { useCallback, useState } from 'react';
import { CauseList } from '../alerts/cause-list.tsx';
import { type AlertsSearch, parseAlertsSearch } from '../alerts/alerts-search.ts';
import type { Place } from '../api/queries.ts';
import '../alerts/alerts.css';

/** Causes of failures of one workflow. */
export function WorkflowAlerts({ workflow, place }: { workflow: string; place: Place }) {
  const [search, setSearch] = useState<AlertsSearch>({});
  const change = useCallback((part: object) => setSearch((before) => parseAlertsSearch({ ...before, ...part })), []);
  return <CauseList place={place} workflow={workflow} search={search} onChange={change} />;
}
