/** What a changed document would change: told by firings, and by the exit code. */
import type { FiringDiff, FiringPreview } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { printJson } from '../../output/json.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { type DefinitionFlags, definitionOf, definitionOptions } from './definition-flags.ts';
import { findSchedule, SCHEDULE_ARGUMENT } from './find-schedule.ts';

interface Flags extends ServerFlags, OutputFlags, DefinitionFlags {
  readonly project?: string;
  readonly days: number;
}

interface Change {
  readonly change: 'added' | 'removed' | 'moved';
  readonly firing: FiringPreview;
  /** Where it moved from. */
  readonly before?: FiringPreview;
}

const changeView: View<Change> = {
  id: ({ firing }) => firing.logicalTime,
  name: ({ change, firing }) => `${change}/${firing.logicalTime}`,
  columns: [
    { name: 'change', value: ({ change }) => change },
    { name: 'covers', value: ({ firing }) => firing.logicalDate },
    {
      name: 'before',
      value: ({ change, firing, before }) => (change === 'removed' ? firing.localTime : before?.localTime),
    },
    { name: 'after', value: ({ change, firing }) => (change === 'removed' ? undefined : firing.localTime) },
    { name: 'notes', value: ({ firing }) => firing.notes.join(' ') },
  ],
};

export const examples = `
  carillon schedule diff daily-report daily-report.yaml
  carillon schedule diff retail/orders/hourly --cron '*/30 * * * *' --days 2
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .argument('<schedule>', SCHEDULE_ARGUMENT)
    .argument('[file]', 'workflow document with the changed schedule')
    .option('--days <n>', 'how many days to compare, from now on', positiveInteger, 14);
  definitionOptions(command);
  outputOptions(connectionOptions(projectOption(command))).action(
    async (text: string, file: string | undefined, flags: Flags) => {
      const fromFlags = definitionOf(flags);
      if ((fromFlags === undefined) === (file === undefined))
        throw usageError('name a file, or give --cron, --every, --at …', 'one of the two says what it would become');
      const { client } = await connect(flags);
      const schedule = await findSchedule(client, text, projectNamed(flags.project, terminal));
      const after = fromFlags ?? (await definitionIn(file ?? '', schedule));
      const diff = await client.schedules.diff({ scheduleId: schedule.id, after, days: flags.days });
      const [problem] = diff.problems;
      if (problem !== undefined)
        throw new CommandError(problem.message, { exitCode: EXIT.invalidDefinition, hint: problem.hint });
      if (flags.output === 'json') await printJson(diff, flags, terminal);
      else await printList(changesOf(diff), changeView, flags, terminal, `all ${diff.kept} firings stay as they are`);
      if (changesOf(diff).length > 0) exitWith(EXIT.differences);
    },
  );

  async function definitionIn(file: string, { workflow, name }: { readonly workflow: string; readonly name: string }) {
    const { chosen, localSchedules } = await import('./local-schedules.ts');
    const [found] = await chosen(await localSchedules([file], undefined, terminal), `${workflow}/${name}`);
    return found?.schedule.definition;
  }
};

function changesOf({ added, removed, moved }: FiringDiff): readonly Change[] {
  const changes: readonly Change[] = [
    ...added.map((firing) => ({ change: 'added' as const, firing })),
    ...removed.map((firing) => ({ change: 'removed' as const, firing })),
    ...moved.map(({ before, after }) => ({ change: 'moved' as const, firing: after, before })),
  ];
  return changes.toSorted((a, b) => (a.firing.logicalTime < b.firing.logicalTime ? -1 : 1));
}
