import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { applyDocuments } from '../../documents/apply-documents.ts';
import { versionSources } from '../../documents/version-sources.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { workflowNamed } from '../../workflow-name.ts';
import { appliedView } from '../applied-view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
}

export const examples = `
  carillon draft publish daily-report --dry-run
  carillon draft publish retail/orders -m "read the new feed"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<draft>', 'name of its workflow, or project/name')
    .option('-m, --message <text>', 'why: kept with the new version')
    .option('--dry-run', 'say what would happen, and change nothing');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const workflow = workflowNamed(text, flags.project, terminal);
    const { text: document, baseVersion } = await client.drafts.get(workflow);
    // Scripts beside the document stay those of the version that it was begun on.
    const base =
      baseVersion === undefined ? undefined : await client.workflows.version({ ...workflow, number: baseVersion });
    const sources = versionSources(workflow.name, { source: document, files: base?.files ?? {} });
    const basedOn = { [`${workflow.project}/${workflow.name}`]: baseVersion ?? 0 };
    const items = await applyDocuments(client, sources, { ...flags, basedOn }, terminal);
    await printList(items, appliedView, flags, terminal);
    if (flags.dryRun) terminal.err('dry run: nothing was changed\n');
  });
};
