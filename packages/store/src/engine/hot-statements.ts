/**
 * Parses and plans what every task goes through, on the connections that will need it: the first use of one of these
 * costs its connection 10 to 30 ms, which the first tasks after a start would wait for.
 */
import type { Statement } from '../database.ts';
import { advanceSteps } from '../sql/advance-steps.ts';
import { advance, endRuns } from '../sql/advance.ts';
import { claim } from '../sql/claim.ts';
import { finishSolo } from '../sql/finish-solo.ts';
import { startGraph, startSolo } from '../sql/start.ts';
import type { EngineConnection } from './connection.ts';

interface Connections {
  readonly shards: readonly EngineConnection[];
  readonly claimers: readonly EngineConnection[];
  readonly starter: EngineConnection;
}

/** They run with nothing to do: no row is written and nothing is committed. */
export async function planHotStatements({ shards, claimers, starter }: Connections): Promise<void> {
  const planned: (readonly [EngineConnection, Statement, readonly unknown[]])[] = [
    ...shards.flatMap((shard) =>
      [advance, advanceSteps, endRuns, finishSolo].map((hot) => [shard, hot, noItems(hot)] as const),
    ),
    ...claimers.map((claimer) => [claimer, claim, [0, 0, 0, 0]] as const),
    ...[startSolo, startGraph].map((hot) => [starter, hot, noItems(hot)] as const),
  ];
  // One after another: a server that starts has other work for the database's processors.
  for (const [connection, statement, values] of planned) await connection.query(statement, values);
}

/** All of its parameters are arrays of one element an item. */
function noItems({ text }: Statement): readonly string[] {
  const numbers = Array.from(text.matchAll(/\$(\d+)/g), ([, number]) => Number(number));
  return Array.from({ length: Math.max(...numbers) }, () => '{}');
}
