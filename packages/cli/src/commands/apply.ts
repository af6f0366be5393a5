import { ApiError, type ApplyResult, type Client } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { findingText } from '../documents/print-findings.ts';
import { readDocuments, type SourceSet } from '../documents/read-documents.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { collect, connectionOptions, outputOptions } from '../options.ts';
import { colorsFor } from '../output/paint.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';
import type { Terminal } from '../terminal.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly file: readonly string[];
  readonly dryRun?: boolean;
  readonly message?: string;
}

type Applied = ApplyResult['items'][number];

const appliedView: View<Applied> = {
  id: ({ project, name, version }) => `${project}/${name}@${version}`,
  name: ({ project, name }) => `${project}/${name}`,
  columns: [
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'project', value: ({ project }) => project },
    { name: 'name', value: ({ name }) => name },
    { name: 'version', value: ({ version }) => version },
    { name: 'outcome', value: ({ outcome }) => outcome },
  ],
};

const EXAMPLES = `
Examples:
  carillon apply -f hello.yaml
  carillon apply -f workflows/ -m "read the new feed" --dry-run
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .requiredOption('-f, --file <path>', 'file or folder; may be repeated; - reads stdin', collect)
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('-m, --message <text>', 'why: kept with the new versions')
    .addHelpText('before', EXAMPLES.trimStart());
  outputOptions(connectionOptions(command)).action(async (flags: Flags) => {
    const sources = await readDocuments(flags.file, terminal);
    const { client } = await connect(flags);
    const { items, warnings = [] } = await applyOrExplain(client, sources, flags, terminal);
    const colors = colorsFor(terminal, terminal.isErrTty);
    for (const warning of warnings)
      terminal.err(`${findingText({ ...warning, severity: 'warning' }, sources.documents, colors)}\n`);
    await printList(items, appliedView, flags, terminal);
    if (flags.dryRun) terminal.err('dry run: nothing was changed\n');
  });
};

/** What is wrong with a document is printed with its lines; everything else fails as any call does. */
async function applyOrExplain(
  client: Client,
  sources: SourceSet,
  { message, dryRun }: Flags,
  terminal: Terminal,
): Promise<ApplyResult> {
  try {
    return await client.documents.apply({
      documents: [...sources.documents],
      files: sources.files,
      ...(message === undefined ? {} : { message }),
      ...(dryRun === undefined ? {} : { dryRun }),
    });
  } catch (error) {
    const isAboutDocuments = error instanceof ApiError && error.status === 422 && error.errors.length > 0;
    if (!isAboutDocuments) throw error;
    const colors = colorsFor(terminal, terminal.isErrTty);
    for (const finding of error.errors) terminal.err(`${findingText(finding, sources.documents, colors)}\n`);
    throw new CommandError('nothing was applied', { exitCode: EXIT.invalidDefinition, cause: error });
  }
}
