import type { Statement } from '../database.ts';

/** Of `worker_lease l`: what its attempts asked for together (core's Resources). */
export const USED = `coalesce((select jsonb_object_agg(used.name, used.amount) from (
    select a.key name, sum(a.value::int8 * c.value::int4)::int8 amount
    from jsonb_each_text(l.running) c join lane n on n.key = c.key::int4 and n.resources <> ''
    cross join lateral jsonb_each_text(n.resources::jsonb) a group by 1) used), '{}')`;

/** Workers that are there, each with what the node it is connected to last said of it: a few narrow rows. */
export const fleet: Statement = {
  name: 'fleet',
  text: `
select s.key, s.name, s.host, s.worker_group, s.capabilities, s.labels, s.resources, ${USED} used, s.slots,
  coalesce(l.room, s.slots - l.busy) room, l.draining, s.state = 'draining' held, coalesce(l.silent_at < clock_timestamp(), false) silent, l.running
from worker_lease l join worker_session s on s.key = l.session_key
where l.lease_until > clock_timestamp()`,
};
