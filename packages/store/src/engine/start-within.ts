/** Starts runs, of one task or of several, with whatever else a transaction does. */
import type { NewRun, StartedRuns } from '@carillon/core';
import type pg from 'pg';
import { createStarts } from './starts.ts';
import { connectionOf } from './transaction.ts';

export async function startWithin(client: pg.PoolClient, runs: readonly NewRun[]): Promise<StartedRuns> {
  const starts = createStarts(connectionOf(client));
  const [solos, graphs] = [runs.filter((run) => run.solo), runs.filter((run) => !run.solo)];
  const started = [
    ...(solos.length > 0 ? [await starts.startSolo(solos)] : []),
    ...(graphs.length > 0 ? [await starts.startGraph(graphs)] : []),
  ];
  return {
    made: new Set(started.flatMap(({ made }) => [...made])),
    leased: started.flatMap(({ leased }) => leased),
  };
}
