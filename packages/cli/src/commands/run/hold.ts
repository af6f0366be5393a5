/** Pausing and resuming, of runs or of one task. */
import type { ChangeRun, Client, Run, TaskRun } from '@carillon/sdk';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import { printList, printOne } from '../../output/view.ts';
import { confirmSeveral, printTask, reasonOf, type RunFlags, runIds, runOptions } from './change.ts';
import { lookAt, printLook } from './look.ts';
import { oneByOne } from './one-by-one.ts';
import { taskNamed } from '../task-argument.ts';
import { runView } from './view.ts';

interface Flags extends RunFlags {
  readonly task?: string;
  readonly dryRun?: boolean;
}

interface Hold {
  readonly verb: 'Pause' | 'Resume';
  run(client: Client, id: string, body: ChangeRun): Promise<Run>;
  task(client: Client, id: string, body: ChangeRun): Promise<TaskRun>;
}

export function defineHold({ verb, run, task }: Hold): DefineCommand {
  return (command, { terminal, connect, exitWith }) => {
    command
      .option('--task <name>', 'this task of the run alone')
      .addOption(new Option('--dry-run', 'show what it would do to each run, and do nothing').conflicts('task'));
    runOptions(command).action(async (given: readonly string[], flags: Flags) => {
      const ids = await runIds(given, flags, terminal);
      const [only] = ids as [string, ...string[]];
      const { client } = await connect(flags);
      if (flags.task !== undefined) {
        if (ids.length > 1) throw usageError('--task goes with one run');
        const { id } = await taskNamed(client, only, flags.task);
        return printTask(await task(client, id, reasonOf(flags)), flags, terminal);
      }
      if (flags.dryRun) return printLook(await lookAt(client, ids), verb, flags, terminal);
      await confirmSeveral(ids.length, verb, flags, terminal);
      const { done, exitCode } = await oneByOne(ids, (id) => run(client, id, reasonOf(flags)), terminal);
      const [first] = done;
      if (ids.length > 1) await printList(done, runView, flags, terminal);
      else if (first) await printOne(first, runView, flags, terminal);
      exitWith(exitCode);
    });
  };
}
