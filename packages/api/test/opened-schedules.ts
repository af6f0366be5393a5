/** The API over schedules: none is there when a test begins. */
import type { PageOf, Schedule } from '@carillon/protocol';
import { newRunId } from '@carillon/runtime';
import { beforeEach } from 'vitest';
import { openedApi } from './opened-api.ts';

export function openedSchedules() {
  const api = openedApi();
  const { publish, query, read } = api;
  beforeEach(async () => {
    await query(
      'truncate schedule, firing, run, task_run, run_history, deployment, workflow_version, workflow, idempotency cascade',
    );
  });

  return {
    ...api,

    /** Publishes a workflow with these fields. */
    apply: (name: string, fields: object): Promise<void> =>
      publish(
        JSON.stringify({
          kind: 'Workflow',
          name,
          ...fields,
          tasks: { only: { type: 'shell', with: { script: 'true' } } },
        }),
      ),

    /** The schedule that is there. */
    async only(): Promise<Schedule> {
      const [schedule] = (await read<PageOf<Schedule>>('/schedules')).items;
      if (!schedule) throw new Error('there is no schedule');
      return schedule;
    },

    /** Rows of the ledger; `state` is that of a finished run. */
    async ledger(rows: readonly { readonly at: string; readonly [column: string]: unknown }[]): Promise<void> {
      for (const { at, state, ...row } of rows) {
        const runId = state === undefined ? null : newRunId();
        const columns = { logical_time: at, outcome: 'fired', reason: 'on_time', run_id: runId, ...row };
        const names = Object.keys(columns);
        await query(
          `insert into firing (schedule_key, ${names.join(', ')}) select key, ${names.map((_, i) => `$${i + 1}`).join(', ')} from schedule`,
          Object.values(columns),
        );
        if (state === undefined) continue;
        await query(
          `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
           select $1, v.key, s.workflow_key, s.tenant_key, s.project_key, s.environment_key, $2, now() - interval '5 s', now(), 'schedule', 'schedule', '{}'
           from schedule s join workflow_version v on v.workflow_key = s.workflow_key`,
          [runId, state],
        );
      }
    },
  };
}
