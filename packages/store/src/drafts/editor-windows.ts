/** Who has a workflow open in the editor. One statement both says it and asks it, so that nobody polls beside it. */
import type { DraftName, EditorWindow, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** Two beats that did not come, and a breath: the window was closed, or nobody looks at it. */
const GONE = "interval '30 s'";
/** More than this at once are not told apart by anybody; a window behind them is told of the others all the same. */
const MOST = 50;
const SHOWN = 20;

const BEAT = {
  name: 'beat_editor',
  // Those that have gone are taken away by whoever comes next to the same workflow.
  text: `with gone as (
      delete from workflow_editor where tenant_key = $1 and project = $2 and name = $3 and seen_at < now() - ${GONE}
        and window_id <> $4),
    others as (
      select window_id, author, task from workflow_editor
      where tenant_key = $1 and project = $2 and name = $3 and window_id <> $4 and seen_at >= now() - ${GONE}),
    own as (
      insert into workflow_editor (tenant_key, project, name, window_id, author, task)
      select $1, $2, $3, $4, $5, $6 where (select count(*) from others) < ${MOST}
      on conflict (tenant_key, project, name, window_id)
        do update set author = excluded.author, task = excluded.task, seen_at = now())
    select window_id as window, author, task from others order by author, window_id limit ${SHOWN}`,
};

interface WindowRow {
  readonly window: string;
  readonly author: string;
  readonly task: string | null;
}

export async function beatEditor(
  reader: Reader,
  { tenantKey }: TenantScope,
  { project, name }: DraftName,
  { window, author, task }: EditorWindow,
): Promise<readonly EditorWindow[]> {
  const rows = await reader.rows<WindowRow>(BEAT, [tenantKey, project, name, window, author, task ?? null]);
  return rows.map((row) => ({ ...row, task: row.task ?? undefined }));
}
