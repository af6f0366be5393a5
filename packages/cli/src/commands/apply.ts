import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { applyDocuments } from '../documents/apply-documents.ts';
import { readDocuments } from '../documents/read-documents.ts';
import { collect, connectionOptions, outputOptions } from '../options.ts';
import { type OutputFlags, printList } from '../output/view.ts';
import { appliedView } from './applied-view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly file: readonly string[];
  readonly dryRun?: boolean;
  readonly message?: string;
}

export const examples = `
  carillon apply -f hello.yaml
  carillon apply -f workflows/ -m "read the new feed" --dry-run
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .requiredOption('-f, --file <path>', 'file or folder; may be repeated; - reads stdin', collect)
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('-m, --message <text>', 'why: kept with the new versions');
  outputOptions(connectionOptions(command)).action(async (flags: Flags) => {
    const sources = await readDocuments(flags.file, terminal);
    const { client } = await connect(flags);
    const items = await applyDocuments(client, sources, flags, terminal);
    await printList(items, appliedView, flags, terminal);
    if (flags.dryRun) terminal.err('dry run: nothing was changed\n');
  });
};
