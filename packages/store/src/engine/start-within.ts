/** Starts runs, of one task or of several, with whatever else a transaction does. */
import type { NewRun, StartedRuns } from '@carillon/core';
import type pg from 'pg';
import { startHeld } from './held-starts.ts';
import { createStarts } from './starts.ts';
import { connectionOf } from './transaction.ts';

export async function startWithin(client: pg.PoolClient, runs: readonly NewRun[]): Promise<StartedRuns> {
  const starts = createStarts(connectionOf(client));
  const [held, now] = [runs.filter((run) => run.held), runs.filter((run) => !run.held)];
  const [solos, graphs] = [now.filter((run) => run.solo), now.filter((run) => !run.solo)];
  const started = [
    ...(held.length > 0 ? [await startHeld(client, held)] : []),
    ...(solos.length > 0 ? [await starts.startSolo(solos)] : []),
    ...(graphs.length > 0 ? [await starts.startGraph(graphs)] : []),
  ];
  return {
    made: new Set(started.flatMap(({ made }) => [...made])),
    leased: started.flatMap(({ leased }) => leased),
  };
}
