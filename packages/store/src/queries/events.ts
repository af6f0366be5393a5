/** Events of one run, in the order in which they were committed. */
import { type EventRecord, runStateOf, type TenantScope, type Transition } from '@carillon/core';
import type { Reader } from '../reader.ts';

export interface EventRow {
  readonly run_id: string;
  readonly seq: number;
  readonly at: Date;
  readonly actor: string | null;
  readonly run_state: number | null;
  readonly transitions: readonly Transition[];
}

const EVENTS_OF_RUN = {
  name: 'events_of_run',
  text: `select run_id, seq, at, actor, run_state, transitions from event
    where run_id = $2 and tenant_key = $1 and seq > $3 order by seq limit $4`,
};

export async function listEvents(
  reader: Reader,
  scope: TenantScope,
  runId: string,
  page: { readonly afterSeq: string | undefined; readonly limit: number },
): Promise<readonly EventRecord[]> {
  const rows = await reader.rows<EventRow>(EVENTS_OF_RUN, [scope.tenantKey, runId, page.afterSeq ?? '-1', page.limit]);
  return rows.map(toEventRecord);
}

export function toEventRecord(row: EventRow): EventRecord {
  return {
    runId: row.run_id,
    seq: String(row.seq),
    at: row.at,
    actor: row.actor ?? undefined,
    runState: row.run_state === null ? undefined : runStateOf(row.run_state),
    transitions: row.transitions,
  };
}
