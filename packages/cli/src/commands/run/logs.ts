import type { TaskRun } from '@carillon/sdk';
import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { CommandError, usageError } from '../../command-error.ts';
import { readLogs } from '../../follow/read-logs.ts';
import { searchLogs } from '../../follow/search-logs.ts';
import { connectionOptions, durationMs, list, positiveInteger } from '../../options.ts';
import { suggestFrom } from '../../suggest.ts';

interface Flags extends ServerFlags {
  readonly follow?: boolean;
  readonly task?: readonly string[];
  readonly attempt?: number;
  readonly tail?: number;
  readonly grep?: RegExp;
  readonly search?: string;
  readonly pattern?: boolean;
  readonly since?: number;
  readonly timestamps?: boolean;
}

const EXAMPLES = `
Examples:
  carillon run logs run_01J9… --task load
  carillon run logs run_01J9… -f --grep 'ERROR|WARN'
  carillon run logs run_01J9… --task load --search 'connection refused'
`;

function pattern(value: string): RegExp {
  try {
    return new RegExp(value, 'u');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<run>', 'id of the run')
    .option('-f, --follow', 'go on as the logs grow, until the run has ended')
    .option('--task <names>', 'of these tasks only, separated by commas', list)
    .option('--attempt <n>', 'this attempt in place of all', positiveInteger)
    .option('--tail <lines>', 'the last lines of each task only', positiveInteger)
    .option('--grep <pattern>', 'lines that match a regular expression only', pattern)
    .option(
      '--search <text>',
      'only lines with this text, found by the server, with their numbers; exit code 1 for none',
    )
    .option('--pattern', 'what --search looks for is a regular expression (RE2), which minds case')
    .option('--since <duration>', 'lines of the last 30s, 10m, 2h only', durationMs)
    .option('-t, --timestamps', 'the time in front of each line')
    .addHelpText('before', EXAMPLES.trimStart());
  connectionOptions(command).action(async (id: string, flags: Flags) => {
    const { search: text, pattern: isPattern = false, ...reading } = flags;
    if (isPattern && text === undefined) throw usageError('--pattern needs --search');
    if (text !== undefined && (flags.follow || flags.tail !== undefined || flags.grep || flags.since !== undefined))
      throw usageError('--search goes with --task, --attempt and --pattern alone');
    const { client } = await connect(flags);
    if (flags.task !== undefined) await refuseUnknown(flags.task, await client.runs.tasks(id));
    if (text !== undefined) {
      const isFound = await searchLogs({ client, runId: id, terminal, text, isPattern, ...reading });
      return isFound ? undefined : exitWith(EXIT.error);
    }
    const ended = await readLogs({ client, runId: id, terminal, ...reading });
    if (!ended) exitWith(EXIT.interrupted);
  });
};

async function refuseUnknown(wanted: readonly string[], tasks: readonly TaskRun[]): Promise<void> {
  const names = tasks.map(({ task }) => task);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new CommandError(`the run has no task '${unknown}'`, {
    exitCode: EXIT.notFound,
    hint: await suggestFrom(unknown, names),
  });
}
