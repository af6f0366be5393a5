/** Records what successes bring up to date, in the transaction that writes them. Ends of other tasks cost nothing for it. */
import type { Completion, UpdatedDataset } from '@carillon/core';
import type { Statement } from '../database.ts';
import { nameDatasets, recordUpdates } from '../sql/dataset-update.ts';
import type { EngineConnection } from './connection.ts';
import { plain } from './literal.ts';
import type { Row } from './rows.ts';

interface Recorded {
  readonly rows: readonly Row[];
  readonly updated: readonly UpdatedDataset[];
}

/** @param acceptedIn keys, `runId/taskNo`, of what the statement has ended */
export async function endRecording(
  connection: EngineConnection,
  items: readonly Completion[],
  acceptedIn: (rows: readonly Row[]) => ReadonlySet<string>,
  statement: Statement,
  values: readonly unknown[],
): Promise<Recorded> {
  const producing = items.filter(({ produces }) => produces);
  if (producing.length === 0) return { rows: await connection.query(statement, values), updated: [] };
  return connection.transaction(async (query) => {
    const rows = await query(statement, values);
    const accepted = acceptedIn(rows);
    const ended = producing.filter(({ runId, taskNo }) => accepted.has(`${runId}/${taskNo}`));
    const keys = [plain(ended.map(({ runId }) => runId)), plain(ended.map(({ taskNo }) => taskNo))];
    await query(nameDatasets, keys);
    return { rows, updated: (await query(recordUpdates, keys)).map(updatedOf) };
  });
}

function updatedOf(row: Row): UpdatedDataset {
  const [environmentKey, project, name] = row as [number, string, string];
  return { environmentKey, project, name };
}
