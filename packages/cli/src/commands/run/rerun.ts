import type { Client, RerunRun, RunChange } from '@carillon/sdk';
import { InvalidArgumentError, Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import { collect, list } from '../../options.ts';
import type { Terminal } from '../../terminal.ts';
import { confirmSeveral, isForPeople, printChanges, reasonOf, type RunFlags, runIds, runOptions } from './change.ts';
import { oneByOne } from './one-by-one.ts';
import { readParams } from './params.ts';

interface Flags extends RunFlags {
  readonly from: 'start' | 'failed';
  readonly task?: readonly string[];
  readonly downstream?: boolean;
  readonly version: 'same' | 'latest' | number;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly dryRun?: boolean;
}

export const examples = `
  carillon run rerun run_01J9… --from failed --dry-run
  carillon run rerun run_01J9… --task load --downstream --version latest
  carillon run list --state failed --since 12h -q --limit all | carillon run rerun --from failed --stdin --yes
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .addOption(new Option('--from <point>', 'all of it, or what failed').choices(['start', 'failed']).default('start'))
    .option('--task <names>', 'these tasks alone, separated by commas', list)
    .option('--downstream', 'with --task: and all that depends on them')
    .option('--version <version>', 'of the workflow: same, latest, or a number', versionOf, 'same' as const)
    .option('-p, --param <name=value>', 'parameter in place of the old one; may be repeated', collect)
    .option('--params <file>', 'parameters from a JSON or YAML file; - reads stdin')
    .option('--dry-run', 'show what would run and what is kept, and do nothing');
  runOptions(command).action(async (given: readonly string[], flags: Flags) => {
    if (flags.task && flags.from === 'failed') throw usageError('--task and --from failed are two choices');
    if (flags.downstream && !flags.task) throw usageError('--downstream needs --task');
    if (flags.stdin && flags.params === '-') throw usageError('stdin has ids or parameters, not both');
    const ids = await runIds(given, flags, terminal);
    const { client } = await connect(flags);
    const wanted = new Map<string, RerunRun>();
    for (const id of ids) wanted.set(id, await requestOf(client, id, flags, terminal));
    // Several are looked at before any is touched: a wrong one among them spoils nothing.
    const previews: RunChange[] = [];
    if (flags.dryRun || ids.length > 1)
      for (const [id, request] of wanted) previews.push(await client.runs.rerun(id, request, { dryRun: true }));
    if (flags.dryRun || (previews.length > 1 && isForPeople(flags))) await printChanges(previews, flags, terminal);
    if (flags.dryRun) return;
    await confirmSeveral(ids.length, 'Rerun', flags, terminal);
    // Exactly what was shown: where another task would run by now, that run is left alone.
    for (const { run, tasks } of previews) {
      const expected = tasks.flatMap(({ task, effect }) => (effect === 'run' ? [task] : []));
      wanted.set(run.id, { ...wanted.get(run.id), expected });
    }
    const { done, exitCode } = await oneByOne(ids, (id) => client.runs.rerun(id, wanted.get(id)), terminal);
    await printChanges(done, flags, terminal);
    exitWith(exitCode);
  });
};

function versionOf(text: string): Flags['version'] {
  if (text === 'same' || text === 'latest') return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('write same, latest, or the number of a version');
}

async function requestOf(client: Client, id: string, flags: Flags, terminal: Terminal): Promise<RerunRun> {
  const { project, workflow: name } = await client.runs.get(id);
  const params = await readParams(client, { project, name }, flags, terminal);
  return {
    scope: flags.task ? 'tasks' : flags.from === 'failed' ? 'failed' : 'all',
    version: flags.version,
    ...(flags.task && { tasks: [...flags.task] }),
    ...(flags.downstream && { downstream: true }),
    ...(params && { params }),
    ...reasonOf(flags),
  };
}
