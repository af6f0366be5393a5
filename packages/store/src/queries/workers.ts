import type { WorkerRecord } from '@carillon/core';
import type { Reader } from '../reader.ts';

interface WorkerRow {
  readonly id: string;
  readonly name: string;
  readonly worker_group: string;
  readonly state: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly slots: number;
  readonly busy: number;
  readonly version: string;
  readonly host: string;
  readonly connected_at: Date;
  readonly lease_until: Date;
}

/** Sessions that are gone stay visible for a day. A session that is behind with its beat is `silent`. */
const WORKERS = {
  name: 'workers',
  text: `select s.id, s.name, s.worker_group, s.capabilities, s.labels, s.slots, coalesce(l.busy, 0) busy, s.version, s.host, s.connected_at,
      coalesce(l.lease_until, s.connected_at) lease_until,
      case when s.state in ('online', 'draining', 'cordoned') and coalesce(l.lease_until, '-infinity') < clock_timestamp() then 'silent' else s.state end state
    from worker_session s left join worker_lease l on l.session_key = s.key
    where s.state not in ('left', 'lost') or s.connected_at > now() - interval '1 day'
    order by s.state in ('left', 'lost'), s.name, s.connected_at desc limit 1000`,
};

export async function listWorkers(reader: Reader): Promise<readonly WorkerRecord[]> {
  const rows = await reader.rows<WorkerRow>(WORKERS, []);
  return rows.map(({ worker_group, connected_at, lease_until, ...row }) => ({
    ...row,
    group: worker_group,
    connectedAt: connected_at,
    leaseUntil: lease_until,
  }));
}
