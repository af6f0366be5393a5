import type { Incident, PageOf } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface Incidents {
  /** What happened to the database, the newest first. */
  list(filter?: {
    readonly open?: boolean | undefined;
    readonly limit?: number | undefined;
  }): Promise<PageOf<Incident>>;
  /** It was dealt with; a clock that stepped is right. */
  confirm(id: string): Promise<void>;
}

export function createIncidents({ json }: Transport): Incidents {
  return {
    list: (query = {}) => json({ path: '/incidents', query }),
    confirm: (id) => json({ method: 'POST', path: path`/incidents/${id}/confirm` }),
  };
}
