import { MAX_CAUSES_OF_TASK } from '@carillon/core/alert-causes';
import type { CreateSilence } from '@carillon/sdk';
import { usageError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findCause } from '../alert/find-cause.ts';
import { silenceView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly cause?: string;
  readonly workflow?: string;
  readonly task?: string;
  readonly for: string;
  readonly reason: string;
  readonly unlessWorse?: boolean;
  readonly dryRun?: boolean;
}

export const examples = `
  carillon silence create --cause 7f3a --for 48h --unless-worse --reason "vendor fix Thu"
  carillon silence create --workflow orders_daily --task load --for 2h --reason "disk swap" --dry-run
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--cause <cause>', 'one cause: its id, or the beginning of its fingerprint')
    .option('--workflow <name>', 'all known causes of a workflow')
    .option('--task <id>', 'of the workflow: those of this task')
    .requiredOption('--for <duration>', 'how long, at most 30d')
    .requiredOption('--reason <text>', 'why: everybody sees it')
    .option('--unless-worse', 'ends when it fails more than three times as often as usual')
    .option('--dry-run', 'say what it would have muted in the last 7 days, and do nothing');
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { cause, workflow, task, environment, reason, unlessWorse = false } = flags;
    if ((cause === undefined) === (workflow === undefined))
      throw usageError('a silence is of a cause or of a workflow', 'give --cause, or --workflow and perhaps --task');
    const { client } = await connect(flags);
    const scope: Pick<CreateSilence, 'cause' | 'project' | 'workflow' | 'task' | 'environment'> = {
      ...(environment !== undefined && { environment }),
      ...(cause === undefined
        ? { project: projectNamed(flags.project, terminal) ?? 'default', ...(workflow !== undefined && { workflow }) }
        : { cause: await findCause(client, cause, flags) }),
      ...(task !== undefined && { task }),
    };
    const { notified, causes, acted, days, holdsOthers } = await client.silences.preview(scope);
    terminal.err(
      `in the last ${days} d it would have muted ${notified} notifications of ${causes} causes; ${acted} acted on\n`,
    );
    if (holdsOthers)
      terminal.err(
        `new errors of its code are kept quiet, too: a task has ${MAX_CAUSES_OF_TASK} causes, more are not told apart\n`,
      );
    if (flags.dryRun) return;
    const made = await client.silences.create({ ...scope, for: flags.for, reason, unlessWorse });
    await printOne(made, silenceView, flags, terminal);
  });
};
