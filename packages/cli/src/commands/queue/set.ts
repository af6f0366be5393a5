/** Changes fields of a queue's document and applies it; the other fields stay as they are. */
import { ApiError, type Client, type Queue } from '@carillon/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { usageError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { applyDocuments } from '../../documents/apply-documents.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { appliedView } from '../applied-view.ts';

interface Fields {
  readonly title?: string;
  /** False: none. */
  readonly parent?: string | false;
  readonly weight?: number;
  readonly minShare?: string;
  readonly maxShare?: string;
  readonly ageing?: string;
}

interface Flags extends ServerFlags, OutputFlags, Fields {
  readonly message?: string;
  readonly dryRun?: boolean;
}

export const examples = `
  carillon queue set etl --min-share 25% --max-share 75%
  carillon queue set etl --parent batch --weight 2 -m "nightly loads first" --dry-run
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<queue>', 'name of the queue; one that is not there is made');
  fieldOptions(command)
    .option('-m, --message <text>', 'why: kept with the queue')
    .option('--dry-run', 'say what would happen, and change nothing');
  outputOptions(connectionOptions(command)).action(async (name: string, flags: Flags) => {
    const changed = fieldsOf(flags);
    if (Object.keys(changed).length === 0) throw usageError('nothing is changed', 'give --weight, --max-share …');
    const { client } = await connect(flags);
    const { stringify } = await import('yaml');
    const document = { ...(await documentOf(client, name)), ...changed };
    const sources = { documents: [{ path: `${name}.yaml`, text: stringify(document) }], files: {} };
    await printList(await applyDocuments(client, sources, flags, terminal), appliedView, flags, terminal);
    if (flags.dryRun) terminal.err('dry run: nothing was changed\n');
  });
};

function fieldOptions(command: Command): Command {
  return command
    .option('--title <text>', 'for people')
    .option('--parent <queue>', 'queue that it is a part of')
    .option('--no-parent', 'it is a part of none')
    .option('--weight <n>', 'its part against its siblings', weight)
    .option('--min-share <percent>', 'guaranteed to it, of all that the workers have: 25%')
    .option('--max-share <percent>', 'never passed: 75%')
    .option('--ageing <duration>', 'how much longer waiting weighs as much as one point of priority');
}

function weight(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** Those that were given. A parent that is undefined is left out of the text. */
function fieldsOf({ title, parent, weight: share, minShare, maxShare, ageing }: Fields): object {
  const given = { title, weight: share, minShare, maxShare, ageing };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(parent !== undefined && { parent: parent === false ? undefined : parent }),
  };
}

async function documentOf(client: Client, name: string): Promise<NonNullable<Queue['document']>> {
  const { document } = await client.queues.get(name).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return { document: undefined };
    throw error;
  });
  return document ?? { kind: 'Queue', name };
}
