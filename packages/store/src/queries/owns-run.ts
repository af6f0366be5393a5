/**
 * Whether the run $2 is one of the tenant $1. Logs and artifacts carry no tenant of their own: every
 * statement that reads them asks this in its `where`.
 */
export const OWNS_RUN = `(exists (select from run where id = $2 and tenant_key = $1)
  or exists (select from task_run where run_id = $2 and task_no = 0 and tenant_key = $1)
  or exists (select from run_history where id = $2 and tenant_key = $1))`;
