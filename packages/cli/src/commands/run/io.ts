import { createWriteStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Artifact, Client, Run, TaskRun } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { CommandError, usageError } from '../../command-error.ts';
import { sizeText } from '../../follow/summary.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { printJson } from '../../output/json.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { suggestFrom } from '../../suggest.ts';
import type { Terminal } from '../../terminal.ts';
import { plainText } from '../../text/safe-text.ts';
import { artifactView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly download?: string;
  readonly to?: string;
  readonly force?: boolean;
}

export const examples = `
  carillon run io run_01J9…
  carillon run io run_01J9… --download report/report.html
  carillon run io run_01J9… --download clean/rows.csv --to - | head
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<run>', 'id of the run')
    .option('--download <task/artifact>', 'save this artifact')
    .option('--to <file>', 'where to save it; - writes to stdout')
    .option('--force', 'replace a file that is there already');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    if (flags.to !== undefined && flags.download === undefined) throw usageError('--to needs --download');
    const { client } = await connect(flags);
    const artifacts = await client.runs.artifacts(id);
    if (flags.download !== undefined)
      return download(client, await artifactNamed(flags.download, artifacts), flags, terminal);
    const [run, tasks] = await Promise.all([client.runs.get(id), client.runs.tasks(id)]);
    const isForPeople = flags.output === 'table' || flags.output === 'wide';
    if (flags.quiet || !isForPeople) return printForPrograms(run, tasks, artifacts, flags, terminal);
    terminal.out(section('params', run.params) + section('outputs', run.outputs));
    for (const task of tasks)
      terminal.out(section(`${task.task} input`, task.input) + section(`${task.task} outputs`, task.outputs));
    if (artifacts.length > 0) await printList(artifacts, artifactView, flags, terminal);
  });
};

async function printForPrograms(
  run: Run,
  tasks: readonly TaskRun[],
  artifacts: readonly Artifact[],
  flags: OutputFlags,
  terminal: Terminal,
): Promise<void> {
  if (flags.quiet || flags.output === 'name' || flags.output === 'csv')
    return printList(artifacts, artifactView, flags, terminal);
  const value = {
    apiVersion: run.apiVersion,
    kind: 'RunIo',
    id: run.id,
    params: run.params,
    outputs: run.outputs ?? {},
    tasks: Object.fromEntries(tasks.map(({ task, input, outputs }) => [task, { input, outputs }])),
    artifacts,
  };
  if (flags.output === 'json') return printJson(value, flags, terminal);
  const { stringify } = await import('yaml');
  terminal.out(stringify(value));
}

function section(title: string, values: Readonly<Record<string, unknown>> | undefined): string {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return '';
  const lines = entries.map(
    ([name, value]) => `  ${name} = ${plainText(typeof value === 'string' ? value : JSON.stringify(value))}\n`,
  );
  return `${title}\n${lines.join('')}`;
}

/** The newest attempt's artifact, by `task/name`. */
async function artifactNamed(wanted: string, artifacts: readonly Artifact[]): Promise<Artifact> {
  const found = artifacts
    .filter((artifact) => artifactView.id(artifact) === wanted)
    .sort((a, b) => b.attempt - a.attempt)[0];
  if (found !== undefined) return found;
  throw new CommandError(`the run has no artifact '${wanted}'`, {
    exitCode: EXIT.notFound,
    hint: await suggestFrom(wanted, artifacts.map(artifactView.id)),
  });
}

async function download(client: Client, artifact: Artifact, { to, force }: Flags, terminal: Terminal): Promise<void> {
  const { body } = await client.artifacts.download(artifact);
  if (to === '-') {
    for await (const chunk of Readable.fromWeb(body as never)) terminal.out(chunk);
    return;
  }
  // The name is the task's choice: only its last part may say where a file is made.
  const target = resolve(terminal.cwd, to ?? basename(artifact.name));
  try {
    await pipeline(Readable.fromWeb(body as never), createWriteStream(target, { flags: force ? 'w' : 'wx' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(`${target} is there already`, {
      hint: 'name another file with --to, or replace it with --force',
      cause: error,
    });
  }
  terminal.err(`saved ${target} (${sizeText(artifact.size)})\n`);
}
