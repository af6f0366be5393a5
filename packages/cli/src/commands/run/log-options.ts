/** What is asked of logs, whether of a whole run or of one task run. */
import type { Client } from '@carillon/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { readLogs } from '../../follow/read-logs.ts';
import { searchLogs } from '../../follow/search-logs.ts';
import { connectionOptions, durationMs, positiveInteger } from '../../options.ts';
import type { Terminal } from '../../terminal.ts';

export interface LogFlags extends ServerFlags {
  readonly follow?: boolean;
  readonly attempt?: number;
  readonly tail?: number;
  readonly grep?: RegExp;
  readonly search?: string;
  readonly pattern?: boolean;
  readonly since?: number;
  readonly timestamps?: boolean;
}

function pattern(value: string): RegExp {
  try {
    return new RegExp(value, 'u');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

export function logOptions(command: Command): Command {
  command
    .option('-f, --follow', 'go on as the logs grow, until the run has ended')
    .option('--attempt <n>', 'this attempt in place of all', positiveInteger)
    .option('--tail <lines>', 'the last lines of each task only', positiveInteger)
    .option('--grep <pattern>', 'lines that match a regular expression only', pattern)
    .option(
      '--search <text>',
      'only lines with this text, found by the server, with their numbers; exit code 1 for none',
    )
    .option('--pattern', 'what --search looks for is a regular expression (RE2), which minds case')
    .option('--since <duration>', 'lines of the last 30s, 10m, 2h only', durationMs)
    .option('-t, --timestamps', 'the time in front of each line');
  return connectionOptions(command);
}

/** @throws CommandError for options that do not go together */
export function assertFitting({ follow, grep, pattern: isPattern, search, since, tail }: LogFlags): void {
  if (isPattern && search === undefined) throw usageError('--pattern needs --search');
  if (search !== undefined && (follow || tail !== undefined || grep || since !== undefined))
    throw usageError('--search goes with --task, --attempt and --pattern alone');
}

/** Returns what the program ends with. */
export async function showLogs(
  of: { readonly client: Client; readonly runId: string; readonly task?: readonly string[] | undefined },
  { search: text, pattern: isPattern = false, ...reading }: LogFlags,
  terminal: Terminal,
): Promise<number> {
  const { task, ...run } = of;
  const what = { ...run, ...reading, terminal, ...(task && { task }) };
  if (text === undefined) return (await readLogs(what)) ? EXIT.ok : EXIT.interrupted;
  return (await searchLogs({ ...what, text, isPattern })) ? EXIT.ok : EXIT.error;
}
