/** Pauses of workflows: all of its schedules rest, and go on with it. The row of the deployment is locked first. */
import type { AuditEntry, ScheduleChange, ScheduleControl } from '@carillon/core';
import type pg from 'pg';
import { appendAudit } from '../audit/append.ts';
import { readerOf } from '../reader.ts';
import * as sql from '../sql/workflow-pause.ts';
import { instant } from './literal.ts';
import { rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

type LockedRow = [isPaused: boolean, isOver: boolean];
type OverRow = [
  tenantKey: number,
  workflowKey: number,
  environmentKey: number,
  project: string,
  workflow: string,
  environment: string,
];

type Place = readonly [workflowKey: number, environmentKey: number];

export function createWorkflowPauses(api: pg.Pool) {
  const locked = async (client: pg.PoolClient, tenantKey: number, place: Place): Promise<LockedRow | undefined> => {
    const [row] = await rowsOf(client, sql.lockDeployment, [tenantKey, ...place]);
    return row as LockedRow | undefined;
  };
  const resume = async (client: pg.PoolClient, place: Place, catchUp: boolean): Promise<void> => {
    await rowsOf(client, sql.resumeDeployment, place);
    await rowsOf(client, sql.setSchedulesPaused, [...place, false, catchUp]);
  };

  const resumeOver = ([
    tenantKey,
    workflowKey,
    environmentKey,
    project,
    name,
    environment,
  ]: OverRow): Promise<boolean> =>
    inTransaction(api, async (client) => {
      const place: Place = [workflowKey, environmentKey];
      const row = await locked(client, tenantKey, place);
      // Somebody resumed it meanwhile, or paused it for longer.
      if (!row?.[1]) return false;
      await resume(client, place, false);
      const entry: AuditEntry = {
        actor: 'carillon',
        via: 'system',
        action: 'workflow.resume',
        object: { kind: 'workflow', id: `${project}/${name}`, name },
        project,
        environment,
        outcome: 'done',
        before: { paused: true },
        after: { paused: false },
      };
      await appendAudit(readerOf(client), { tenantKey }, [entry]);
      return true;
    });

  return {
    pauseWorkflow: ((scope, { workflowKey, environmentKey }, { actor, reason, resumeAt, keepsPause = false }) =>
      inTransaction(api, async (client): Promise<ScheduleChange> => {
        const place: Place = [workflowKey, environmentKey];
        const row = await locked(client, scope.tenantKey, place);
        if (!row) return 'not_found';
        if (row[0] && keepsPause) return 'unchanged';
        await rowsOf(client, sql.pauseDeployment, [...place, actor, reason ?? null, instant(resumeAt)]);
        if (!row[0]) await rowsOf(client, sql.setSchedulesPaused, [...place, true, false]);
        return 'changed';
      })) satisfies ScheduleControl['pauseWorkflow'],

    resumeWorkflow: ((scope, { workflowKey, environmentKey }, { catchUp = false }) =>
      inTransaction(api, async (client): Promise<ScheduleChange> => {
        const place: Place = [workflowKey, environmentKey];
        const row = await locked(client, scope.tenantKey, place);
        if (!row) return 'not_found';
        if (!row[0]) return 'unchanged';
        await resume(client, place, catchUp);
        return 'changed';
      })) satisfies ScheduleControl['resumeWorkflow'],

    /** Those whose time has come, each in a transaction of its own. How many. */
    async resumeWorkflowsDue(): Promise<number> {
      let resumed = 0;
      for (const row of await rowsOf(api, sql.pausesOver, [])) if (await resumeOver(row as OverRow)) resumed++;
      return resumed;
    },
  };
}
