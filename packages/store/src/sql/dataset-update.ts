/** Updates of datasets: written with the success of the task that made them, read by waits. */
import type { Statement } from '../database.ts';

/** What these tasks said they produce, out of what was recorded of them when they started. */
const PRODUCED = `
with x as materialized (
  select e.*, p ->> 'dataset' name, coalesce(p ->> 'partition', '') partition
  from (
    select h.run_id, h.task_no, r.project_key, r.environment_key, r.tenant_key, r.actor, h.input
    from unnest($1::uuid[], $2::int4[]) k (run_id, task_no)
      join task_history h on h.run_id = k.run_id and h.task_no = k.task_no join run r on r.id = h.run_id
    union all
    select h.id, 0, h.project_key, h.environment_key, h.tenant_key, h.actor, h.input
    from unnest($1::uuid[]) k (run_id) join run_history h on h.id = k.run_id) e
  cross join lateral jsonb_array_elements(e.input -> 'produces') p)`;

/** Both run in the transaction that ended the tasks, after the statement that did. Datasets in the order of their names: nobody deadlocks. */
export const nameDatasets: Statement = {
  name: 'name_datasets',
  text: `${PRODUCED}
insert into dataset (tenant_key, project_key, name) select distinct tenant_key, project_key, name from x order by project_key, name
on conflict (project_key, name) do nothing`,
};

export const recordUpdates: Statement = {
  name: 'record_dataset_updates',
  text: `${PRODUCED},
u as (
  insert into dataset_update (id, dataset_key, environment_key, partition, run_id, task_no, task, actor)
  select gen_random_uuid(), d.key, x.environment_key, x.partition, x.run_id, x.task_no, x.input ->> 'task', x.actor
  from x join dataset d on d.project_key = x.project_key and d.name = x.name)
select distinct x.environment_key, p.name, x.name from x join project p on p.key = x.project_key`,
};

/** Index dataset_update_newest, or dataset_update_partition where one is asked for. */
export const newestUpdate: Statement = {
  name: 'newest_dataset_update',
  text: `
select u.partition, u.run_id, u.at from dataset d join project p on p.key = d.project_key
  cross join lateral (
    (select partition, run_id, at from dataset_update
     where dataset_key = d.key and environment_key = $2 and $5::text is null and at > coalesce($6::timestamptz, '-infinity') order by at desc limit 1)
    union all
    (select partition, run_id, at from dataset_update
     where dataset_key = d.key and environment_key = $2 and partition = $5 and at > coalesce($6::timestamptz, '-infinity') order by at desc limit 1)) u
where p.tenant_key = $1 and p.name = $3 and d.name = $4`,
};
