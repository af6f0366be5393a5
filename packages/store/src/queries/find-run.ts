import type { RunRecord, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { GRAPH_COLUMNS, HISTORY_COLUMNS, type RunRow, SELECT_FOUND, SOLO_COLUMNS, toRunRecords } from './run-row.ts';

/** Each branch is one probe of a primary key; in history the id also picks the partition. */
const FIND_RUN = {
  name: 'find_run',
  text: `with found as (
    select ${GRAPH_COLUMNS} from run r where r.id = $2 and r.tenant_key = $1
    union all
    select ${SOLO_COLUMNS} from task_run t where t.run_id = $2 and t.task_no = 0 and t.version_key is not null and t.tenant_key = $1
    union all
    select ${HISTORY_COLUMNS} from run_history h where h.id = $2 and h.tenant_key = $1
  ) ${SELECT_FOUND}`,
};

export async function findRun(reader: Reader, scope: TenantScope, id: string): Promise<RunRecord | undefined> {
  const [run] = await toRunRecords(reader, scope, await reader.rows<RunRow>(FIND_RUN, [scope.tenantKey, id]));
  return run;
}
