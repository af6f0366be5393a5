/** What an older version said becomes the newest: the ones between stay, and runs keep the version they have. */
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { applyDocuments } from '../../documents/apply-documents.ts';
import { differenceText } from '../../documents/print-difference.ts';
import { versionSources } from '../../documents/version-sources.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { colorsFor } from '../../output/paint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { appliedView } from '../applied-view.ts';
import { newestVersion } from './newest-version.ts';
import { versionSide } from './version-side.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly to?: number;
  readonly message?: string;
  readonly dryRun?: boolean;
}

export const examples = `
  carillon workflow rollback daily-report --dry-run      what would change
  carillon workflow rollback daily-report --to 3 -m "the new feed is wrong"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--to <n>', 'this version; the one before the live one when absent', positiveInteger)
    .option('-m, --message <text>', 'why: kept with the new version')
    .option('--dry-run', 'say what would happen, and change nothing');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { version: live } = await helpingWithName(client, name, () => client.workflows.get(name));
    const to = flags.to ?? live - 1;
    if (to < 1) throw usageError(`${name.name} has one version alone`, 'there is nothing to go back to');
    if (to >= live) throw usageError(`version ${live} of ${name.name} is the live one`, 'name an older one with --to');
    const [now, then, newest] = await Promise.all([
      versionSide(client, { ...name, number: live }),
      versionSide(client, { ...name, number: to }),
      newestVersion(client, name),
    ]);
    const { workflowDifference } = await import('../../documents/workflow-difference.ts');
    const colors = colorsFor(terminal, terminal.isErrTty);
    terminal.err(`${name.project}/${name.name} ${live} → what ${to} says\n`);
    terminal.err(differenceText(workflowDifference(now, then), ['sentences'], colors));
    const asked = {
      message: flags.message ?? `back to version ${to}`,
      dryRun: flags.dryRun,
      basedOn: { [`${name.project}/${name.name}`]: newest },
    };
    await printList(
      await applyDocuments(client, versionSources(name.name, then), asked, terminal),
      appliedView,
      flags,
      terminal,
    );
    if (flags.dryRun) terminal.err('dry run: nothing was changed\n');
  });
};
