import { isFinalRun, type Run } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { printList, printOne } from '../../output/view.ts';
import { confirmSeveral, reasonOf, type RunFlags, runIds, runOptions } from './change.ts';
import { lookAt, printLook } from './look.ts';
import { oneByOne } from './one-by-one.ts';
import { runView } from './view.ts';

interface Flags extends RunFlags {
  readonly wait?: boolean;
  /** False by `--no-compensate`. */
  readonly compensate: boolean;
  readonly dryRun?: boolean;
}

export const examples = `
  carillon run stop run_01J9… --reason "the source is empty"
  carillon run stop run_01J9… --wait
  carillon run stop run_01J9… --no-compensate     what had succeeded stays as it is
  carillon run list --state running --workflow orders -q --limit all | carillon run stop --stdin --dry-run
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .option('--no-compensate', 'leave what had succeeded as it is')
    .option('-w, --wait', 'wait until all of its tasks have ended')
    .option('--dry-run', 'show what it would do to each run, and do nothing');
  runOptions(command).action(async (given: readonly string[], flags: Flags) => {
    const ids = await runIds(given, flags, terminal);
    const { client } = await connect(flags);
    if (flags.dryRun) return printLook(await lookAt(client, ids), 'Stop', flags, terminal);
    await confirmSeveral(ids.length, 'Stop', flags, terminal);
    const request = { ...reasonOf(flags), ...(!flags.compensate && { compensate: false }) };
    // All are asked to end before any is waited for.
    const { done, exitCode } = await oneByOne(ids, (id) => client.runs.stop(id, request), terminal);
    const runs: Run[] = [];
    for (const { id } of done) runs.push(flags.wait ? await client.runs.wait(id) : await client.runs.get(id));
    const [first] = runs;
    if (ids.length > 1) await printList(runs, runView, flags, terminal);
    else if (first) await printOne(first, runView, flags, terminal);
    if (flags.output === 'table' && !runs.every(isFinalRun))
      terminal.err('its tasks are asked to end, then killed; --wait waits for that\n');
    exitWith(exitCode);
  });
};
