/** Rules of a project, of its workflows and their tasks. */
import { type AlertRuleRecord, type AlertStore, MAX_ALERT_RULES } from '@carillon/core';
import type { Reader } from '../reader.ts';

const COLUMNS = `p.name project, r.workflow, r.task, r.severity, r.hold_ms, r.every_failure, r.tell_recovery, r.channels, r.set_by, r.set_at`;
const LIST = {
  name: 'alert_rules',
  text: `select ${COLUMNS} from alert_rule r join project p on p.key = r.project_key
    where r.tenant_key = $1 and ($2::text is null or p.name = $2) order by p.name, r.workflow, r.task`,
};
/** One that is there already may be replaced however many there are. */
const SET = {
  name: 'alert_rule_set',
  text: `with place as (select key, name from project where tenant_key = $1 and name = $2),
    room as (
      select (select count(*) from alert_rule where project_key = place.key) < ${MAX_ALERT_RULES}
        or exists (select from alert_rule where project_key = place.key and workflow = $3 and task = $4) "left"
      from place),
    r as (
      insert into alert_rule (tenant_key, project_key, workflow, task, severity, hold_ms, every_failure, tell_recovery, channels, set_by)
      select $1, place.key, $3, $4, $5, $6, $7, $8, $9, $10 from place, room where room.left
      on conflict (project_key, workflow, task) do update set severity = excluded.severity, hold_ms = excluded.hold_ms,
        every_failure = excluded.every_failure, tell_recovery = excluded.tell_recovery, channels = excluded.channels,
        set_by = excluded.set_by, set_at = now()
      returning *)
    select ${COLUMNS} from place p left join r on r.project_key = p.key`,
};
const REMOVE = {
  name: 'alert_rule_remove',
  text: `delete from alert_rule where tenant_key = $1 and workflow = $3 and task = $4
    and project_key = (select key from project where tenant_key = $1 and name = $2) returning key`,
};

interface RuleRow {
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
  readonly severity: AlertRuleRecord['severity'] | null;
  readonly hold_ms: number | null;
  readonly every_failure: boolean | null;
  readonly tell_recovery: boolean | null;
  readonly channels: readonly string[] | null;
  readonly set_by: string;
  readonly set_at: Date;
}

export function ruleCommands(reader: Reader): Pick<AlertStore, 'rules' | 'setRule' | 'removeRule'> {
  return {
    async rules({ tenantKey }, { project }) {
      return (await reader.rows<RuleRow>(LIST, [tenantKey, project ?? null])).map(toRule);
    },
    async setRule({ tenantKey }, { project, workflow, task }, fields, { actor }) {
      const { severity, holdMs, everyFailure, tellRecovery, channels } = fields;
      const values = [severity, holdMs, everyFailure, tellRecovery, channels].map((value) => value ?? null);
      const [row] = await reader.rows<RuleRow | { readonly set_at: null }>(SET, [
        tenantKey,
        project,
        workflow,
        task,
        ...values,
        actor,
      ]);
      if (!row) return 'no_project';
      return row.set_at === null ? 'full' : toRule(row);
    },
    async removeRule({ tenantKey }, { project, workflow, task }) {
      return (await reader.rows(REMOVE, [tenantKey, project, workflow, task])).length > 0;
    },
  };
}

const toRule = (row: RuleRow): AlertRuleRecord => ({
  project: row.project,
  workflow: row.workflow,
  task: row.task,
  severity: row.severity ?? undefined,
  holdMs: row.hold_ms ?? undefined,
  everyFailure: row.every_failure ?? undefined,
  tellRecovery: row.tell_recovery ?? undefined,
  channels: row.channels ?? undefined,
  setBy: row.set_by,
  setAt: row.set_at,
});
