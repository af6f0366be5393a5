/** `--follow` and `--wait` of commands that start a run. */
import type { Client, Run } from '@carillon/sdk';
import { runView } from '../commands/run/view.ts';
import { type OutputFlags, printOne } from '../output/view.ts';
import type { Terminal } from '../terminal.ts';

export interface FollowFlags extends OutputFlags {
  readonly follow?: boolean;
  readonly wait?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** @returns the exit code that tells how the run ended; with `--wait` the run is printed, as it is then */
export async function followStarted(
  run: Run,
  doing: string,
  { client, flags, terminal }: { readonly client: Client; readonly flags: FollowFlags; readonly terminal: Terminal },
): Promise<number> {
  if (flags.follow) terminal.err(`${doing} as ${run.id}\n${run.url}\n`);
  // Only who follows pays for what shows progress.
  const { followToEnd } = await import('./follow-to-end.ts');
  const exitCode = await followToEnd({
    client,
    runId: run.id,
    terminal,
    timeoutMs: flags.timeout,
    asJson: flags.output === 'json',
    isSilent: flags.wait === true,
  });
  if (flags.wait) await printOne(await client.runs.get(run.id), runView, flags, terminal);
  return exitCode;
}
