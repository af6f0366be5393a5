import { isGoneWorker, ownLabels, type Resources, type WorkerFacts, type WorkerRecord } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { USED } from '../sql/fleet.ts';

interface WorkerRow {
  readonly id: string;
  readonly name: string;
  readonly worker_group: string;
  readonly state: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly used: Resources;
  readonly slots: number;
  readonly busy: number;
  readonly room: number;
  readonly version: string;
  readonly host: string;
  readonly connected_at: Date;
  readonly lease_until: Date;
}

/**
 * A worker is a name on a host. One that is gone is shown for a day by its last session, unless it is back.
 * One that missed two beats is `silent` until it beats or the rescuer ends its session; without any lease that has
 * ended; one that has said goodbye ends at no time until the rescuer's next look. Before its first beat all of its slots
 * are thought free.
 */
const WORKERS = {
  name: 'workers',
  text: `with seen as (
      select s.*, l.busy, ${USED} used, coalesce(l.room, s.slots - l.busy) room, l.lease_until,
        case when s.state in ('left', 'lost') then s.state when l.session_key is null then 'lost'
          when least(l.silent_at, l.lease_until) < clock_timestamp() then 'silent'
          when l.draining then 'draining' else s.state end shown_state
      from worker_session s left join worker_lease l on l.session_key = s.key
      where s.state not in ('left', 'lost') or s.ended_at > now() - interval '1 day'
    ), ranked as (
      select *, shown_state in ('left', 'lost') is_gone,
        row_number() over (partition by name, host order by shown_state in ('left', 'lost'), connected_at desc) nth
      from seen
    )
    select id, name, worker_group, capabilities, labels, resources, used, slots, coalesce(busy, 0) busy, coalesce(room, 0) room, version, host, connected_at,
      coalesce(nullif(lease_until, '-infinity'), ended_at, connected_at) lease_until, shown_state state
    from ranked where nth = 1 or not is_gone
    order by is_gone, name, connected_at desc limit 1000`,
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

export async function readWorkers(reader: Reader): Promise<readonly WorkerFacts[]> {
  return (await listWorkers(reader)).map(({ capabilities, labels, state, ...worker }) => ({
    ...worker,
    labels: ownLabels(worker, labels),
    capabilities: new Set(capabilities),
    isGone: isGoneWorker(state),
    isSilent: state === 'silent',
    isDraining: state === 'draining' || state === 'cordoned',
  }));
}
