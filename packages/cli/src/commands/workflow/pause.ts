import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { assertOneEnd, resumeAtOf, type UntilFlags, untilOptions } from '../pause-until.ts';
import { workflowView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, UntilFlags {
  readonly project?: string;
  readonly reason?: string;
}

export const examples = `
  carillon workflow pause daily-report --reason "DB upgrade" --until 2026-11-30T03:00
  carillon workflow pause retail/orders --for 2d
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<workflow>', 'name, or project/name').option('--reason <text>', 'why: shown wherever it is');
  untilOptions(command);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    assertOneEnd(flags);
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const paused = await helpingWithName(client, name, async () => {
      const zone =
        flags.until === undefined ? 'UTC' : ((await client.workflows.get(name)).schedules[0]?.timezone ?? 'UTC');
      const resumeAt = await resumeAtOf(flags, zone, terminal.now());
      return client.workflows.pause(name, {
        ...(flags.reason !== undefined && { reason: flags.reason }),
        ...(resumeAt !== undefined && { resumeAt }),
      });
    });
    await printOne(paused, workflowView, flags, terminal);
  });
};
