/** Approvals newest first, and one of them. One whose task run does not wait any more counts as expired. */
import {
  APPROVAL_STATES,
  type ApprovalRecord,
  type ApprovalState,
  type ApprovalStore,
  type JsonObject,
  type Param,
} from '@carillon/core';
import type pg from 'pg';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import { createReader } from '../reader.ts';
import { PAUSED, WAITING } from '../sql/guards.ts';
import { HIGHEST_ID } from '../id-bounds.ts';

const STATE = `case when a.state = 'open' and not exists (
    select 1 from task_run t where t.run_id = a.run_id and t.task_no = a.task_no and t.state in (${WAITING}, ${PAUSED}))
  then 'expired' else a.state end`;
const SELECT = `select a.id, a.run_id, a.task_no, a.task, a.title, a.message, a.params, a.requested_at, a.expires_at, a.answered_at,
    a.actor, a.comment, a.input, ${STATE} state, p.name project, e.name environment, w.name workflow
  from approval a join project p on p.key = a.project_key join environment e on e.key = a.environment_key
  join workflow w on w.key = a.workflow_key`;
const APPROVALS = {
  name: 'approvals',
  text: `${SELECT}
    where a.tenant_key = $1 and a.environment_key = $2 and a.id < $3 and ($4::text is null or p.name = $4)
      and ($5::uuid is null or a.run_id = $5) and ${STATE} = any($6)
    order by a.id desc limit $7`,
};
const APPROVAL = { name: 'approval', text: `${SELECT} where a.tenant_key = $1 and a.id = $2` };

const isId = (part: string): boolean => /^[0-9a-f-]{36}$/.test(part);

interface ApprovalRow {
  readonly id: string;
  readonly run_id: string;
  readonly task_no: number;
  readonly task: string;
  readonly title: string | null;
  readonly message: string | null;
  readonly params: Readonly<Record<string, Param>>;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly answered_at: Date | null;
  readonly actor: string | null;
  readonly comment: string | null;
  readonly input: JsonObject | null;
  readonly state: ApprovalState;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
}

export function createApprovalStore(pool: pg.Pool): ApprovalStore {
  const reader = createReader(pool);
  return {
    async approvals(place, filter) {
      const [before] = filter.cursor === undefined ? [HIGHEST_ID] : decodeCursor(filter.cursor, [isId]);
      const rows = await reader.rows<ApprovalRow>(APPROVALS, [
        place.tenantKey,
        place.environmentKey,
        before,
        filter.project ?? null,
        filter.runId ?? null,
        filter.states ?? APPROVAL_STATES,
        filter.limit + 1,
      ]);
      const { items, nextCursor } = pageOf(rows, filter.limit, (row) => [row.id]);
      return { items: items.map(toApproval), nextCursor };
    },
    async approval({ tenantKey }, id) {
      const [row] = await reader.rows<ApprovalRow>(APPROVAL, [tenantKey, id]);
      return row && toApproval(row);
    },
  };
}

function toApproval(row: ApprovalRow): ApprovalRecord {
  return {
    id: row.id,
    runId: row.run_id,
    taskNo: row.task_no,
    task: row.task,
    title: row.title ?? undefined,
    message: row.message ?? undefined,
    params: row.params,
    project: row.project,
    environment: row.environment,
    workflow: row.workflow,
    state: row.state,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    answeredAt: row.answered_at ?? undefined,
    actor: row.actor ?? undefined,
    comment: row.comment ?? undefined,
    input: row.input ?? undefined,
  };
}
