/**
 * `--follow` and `run watch`: shows the run to its end, sums it up, and answers with the exit code. Ctrl-C
 * detaches and says how to come back; the run goes on.
 */
import type { Client, Run } from '@carillon/sdk';
import { CommandError } from '../command-error.ts';
import { EXIT, exitCodeOfRun } from '../exit-codes.ts';
import { colorsFor } from '../output/paint.ts';
import { durationText } from '../output/time-text.ts';
import type { Terminal } from '../terminal.ts';
import { followEvents } from './event-lines.ts';
import { followRun } from './follow-run.ts';
import { summaryLines } from './summary.ts';

export interface FollowToEndOptions {
  readonly client: Client;
  readonly runId: string;
  readonly terminal: Terminal;
  /** One event per line in place of progress. */
  readonly asJson?: boolean;
  /** Nothing at all until the end. */
  readonly isSilent?: boolean;
  readonly timeoutMs?: number | undefined;
}

export async function followToEnd(options: FollowToEndOptions): Promise<number> {
  const { runId, terminal, timeoutMs } = options;
  const leave = new AbortController();
  const forget = terminal.onInterrupt(() => leave.abort('interrupted'));
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => leave.abort('timeout'), timeoutMs);
  try {
    const exitCode = await show(options, leave.signal);
    if (exitCode !== undefined) return exitCode;
  } catch (error) {
    if (!leave.signal.aborted) throw error;
  } finally {
    forget();
    clearTimeout(timer);
  }
  const comeBack = `carillon run watch ${runId}`;
  if (leave.signal.reason === 'timeout') {
    throw new CommandError(`the run has not ended within ${durationText(timeoutMs ?? 0)}; it goes on`, {
      exitCode: EXIT.waitTimedOut,
      hint: `come back to it with \`${comeBack}\``,
    });
  }
  terminal.err(
    `\ndetached, the run goes on; come back to it with\n  ${comeBack}\nor stop it with\n  carillon run stop ${runId}\n`,
  );
  return EXIT.interrupted;
}

/** The exit code, or undefined when the signal came before the end. */
async function show(
  { client, runId, terminal, asJson, isSilent }: FollowToEndOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (isSilent) return exitCodeOf(await client.runs.wait(runId, { signal }), client);
  if (asJson) {
    const run = await followEvents({ client, runId, terminal, signal });
    return run && exitCodeOf(run, client);
  }
  const ended = await followRun({ client, runId, terminal, signal });
  if (ended === undefined) return undefined;
  const lines = summaryLines(ended, await client.runs.artifacts(runId), colorsFor(terminal, terminal.isOutTty));
  terminal.out(`${lines.join('\n')}\n`);
  return exitCodeOf(ended.run, client);
}

const NOT_APPROVED = ['REJECTED', 'APPROVAL_EXPIRED'];

/** Who was refused an approval has nothing to mend: told apart from work that failed. */
async function exitCodeOf(run: Run, client: Client): Promise<number> {
  const code = exitCodeOfRun(run);
  if (code !== EXIT.runFailed) return code;
  const failed = (await client.runs.tasks(run.id)).filter(({ state }) => state === 'failed');
  const isRefused = failed.length > 0 && failed.every(({ reason }) => NOT_APPROVED.includes(reason?.code ?? ''));
  return isRefused ? EXIT.notApproved : code;
}
