/** Follows a run for programs: every event as one line of JSON, each once and in order. */
import { type Client, isFinalRun, type Run } from '@carillon/sdk';
import type { Terminal } from '../terminal.ts';

export interface EventLinesOptions {
  readonly client: Client;
  readonly runId: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** The run as it ended, or undefined when the signal came first. */
export async function followEvents({ client, runId, terminal, signal }: EventLinesOptions): Promise<Run | undefined> {
  let after: string | undefined;
  for await (const _ of client.runs.changes(runId, { signal })) {
    // The run before its events: those read with a final run are all there will be.
    const run = await client.runs.get(runId);
    for (const event of await client.runs.events(runId, { after })) {
      after = event.seq;
      terminal.out(`${JSON.stringify(event)}\n`);
    }
    if (isFinalRun(run)) return run;
  }
  return undefined;
}
