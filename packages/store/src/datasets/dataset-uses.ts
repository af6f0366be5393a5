/** Who brings datasets up to date and who waits for them: live versions, and task runs that wait now. */
import {
  type DatasetStore,
  datasetTopic,
  type DatasetWaitRecord,
  type DatasetWorkflow,
  type LiveWorkflow,
} from '@carillon/core';
import type { Reader } from '../reader.ts';

const FROM_LIVE = `from deployment d join workflow w on w.key = d.workflow_key join project p on p.key = w.project_key
      join workflow_version v on v.key = d.version_key
    where w.tenant_key = $1 and d.environment_key = $2`;
const LIVE = `select p.name project, w.name workflow, v.number version, v.document ${FROM_LIVE}`;
/** Documents are looked into by who knows their fields; here only those are left out that cannot name it. */
const NAMING = {
  name: 'dataset_workflows',
  text: `${LIVE} and strpos(v.document::text, $3) > 0 order by p.name, w.name limit $4`,
};
/** Most workflows have to do with no other: their documents stay where they are. */
const LINKED = {
  name: 'linked_workflows',
  text: `${LIVE} and v.document::text ~ '"(produces": *\\[|type": *"(wait|workflow)")'
    order by p.name = $4 desc, p.name, w.name limit $3`,
};
/** Without their documents, which are what is dear. */
const FINGERPRINT = {
  name: 'live_fingerprint',
  text: `select coalesce(md5(string_agg(d.version_key::text, ',' order by d.workflow_key)), '') fingerprint
    from deployment d join workflow w on w.key = d.workflow_key where w.tenant_key = $1 and d.environment_key = $2`,
};
const LIVE_NAMED = {
  name: 'live_workflows_named',
  text: `select p.name project, w.name workflow, v.number version, v.document ->> 'title' title ${FROM_LIVE}
    and (p.name, w.name) in (select * from unnest($3::text[], $4::text[]))`,
};
/** By the primary key of wait_topic. */
const WAITS = {
  name: 'dataset_waits',
  text: `select t.run_id, t.spec ->> 'project' project, t.spec ->> 'workflow' workflow, t.task, t.spec -> 'with' ->> 'partition' partition, t.since
    from wait_topic k join task_wait t on t.run_id = k.run_id and t.task_no = k.task_no
    where t.tenant_key = $1 and k.environment_key = $2 and k.topic = $3
      and ($5::text is null or coalesce(t.spec -> 'with' ->> 'partition', $5) = $5)
    order by t.since, t.run_id, t.task_no limit $4`,
};

type LiveRow = Omit<LiveWorkflow, 'title'> & { readonly title: string | null };
interface WaitRow {
  readonly run_id: string;
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
  readonly partition: string | null;
  readonly since: Date;
}

type Uses = Pick<
  DatasetStore,
  'workflowsNaming' | 'linkedWorkflows' | 'liveFingerprint' | 'liveWorkflows' | 'waitsFor'
>;

export function createDatasetUses(reader: Reader): Uses {
  return {
    workflowsNaming: ({ tenantKey, environmentKey }, name, limit) =>
      reader.rows<DatasetWorkflow>(NAMING, [tenantKey, environmentKey, JSON.stringify(name), limit]),

    // Without a project none is before the others.
    linkedWorkflows: ({ tenantKey, environmentKey }, { project = '', limit }) =>
      reader.rows<DatasetWorkflow>(LINKED, [tenantKey, environmentKey, limit, project]),

    async liveFingerprint({ tenantKey, environmentKey }) {
      const [row] = await reader.rows<{ fingerprint: string }>(FINGERPRINT, [tenantKey, environmentKey]);
      return row?.fingerprint ?? '';
    },

    async liveWorkflows({ tenantKey, environmentKey }, names) {
      const values = [names.map(({ project }) => project), names.map(({ name }) => name)];
      const rows = await reader.rows<LiveRow>(LIVE_NAMED, [tenantKey, environmentKey, ...values]);
      return rows.map(({ title, ...rest }) => ({ ...rest, title: title ?? undefined }));
    },

    async waitsFor({ tenantKey, environmentKey }, project, name, filter) {
      const values = [tenantKey, environmentKey, datasetTopic(project, name), filter.limit, filter.partition ?? null];
      return (await reader.rows<WaitRow>(WAITS, values)).map(
        ({ run_id, partition, ...wait }): DatasetWaitRecord => ({
          ...wait,
          runId: run_id,
          partition: partition ?? undefined,
        }),
      );
    },
  };
}
