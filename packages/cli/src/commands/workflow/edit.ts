/** The live version in an editor, scripts beside it: checked, compared and published when it is closed. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DefineCommand } from '../../command.ts';
import { CommandError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { applyDocuments } from '../../documents/apply-documents.ts';
import { differenceText } from '../../documents/print-difference.ts';
import { findingText } from '../../documents/print-findings.ts';
import { readDocuments, type SourceSet } from '../../documents/read-documents.ts';
import { versionSources } from '../../documents/version-sources.ts';
import type { WorkflowSide } from '../../documents/workflow-difference.ts';
import { writeTexts } from '../../documents/write-texts.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { colorsFor } from '../../output/paint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { appliedView } from '../applied-view.ts';
import { newestVersion } from './newest-version.ts';
import { versionSide } from './version-side.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const examples = `
  carillon workflow edit daily-report -m "half past six"
  EDITOR="code --wait" carillon workflow edit retail/orders
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('-m, --message <text>', 'why: kept with the new version')
    .option('--dry-run', 'say what would happen, and change nothing')
    .option('-y, --yes', 'publish without asking');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { version: live } = await helpingWithName(client, name, () => client.workflows.get(name));
    const [before, newest] = await Promise.all([
      versionSide(client, { ...name, number: live }),
      newestVersion(client, name),
    ]);
    const edited = await editedCopy(name.name, before, terminal);
    try {
      const { workflowDifference } = await import('../../documents/workflow-difference.ts');
      const difference = workflowDifference(before, await sideOf(edited, name.name));
      if (difference.changes.length + difference.lines.length === 0) terminal.err('nothing was changed\n');
      else {
        terminal.err(differenceText(difference, ['sentences'], colorsFor(terminal, terminal.isErrTty)));
        if (!flags.yes && !flags.dryRun) await confirm(`Publish version ${newest + 1} of ${name.name}?`, terminal);
        const basedOn = { [`${name.project}/${name.name}`]: newest };
        const applied = await applyDocuments(client, edited, { ...flags, basedOn }, terminal);
        await printList(applied, appliedView, flags, terminal);
        if (flags.dryRun) terminal.err('dry run: nothing was changed\n');
      }
    } catch (error) {
      throw kept(edited.folder, error, terminal);
    }
    await rm(edited.folder, { recursive: true });
  });
};

interface EditedCopy extends SourceSet {
  readonly folder: string;
}

async function editedCopy(workflow: string, before: WorkflowSide, terminal: Terminal): Promise<EditedCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-edit-'));
  try {
    const { documents, files } = versionSources(workflow, before);
    for (const { path, text } of documents) await writeTexts(folder, { ...files, [path]: text });
    return { folder, ...(await editUntilValid(folder, `${workflow}.yaml`, terminal)) };
  } catch (error) {
    throw kept(folder, error, terminal);
  }
}

/** Work is not thrown away with the command. */
function kept(folder: string, error: unknown, terminal: Terminal): unknown {
  terminal.err(`what was edited is kept in ${folder}\n`);
  return error;
}

/** @throws CommandError where it is left as it is not valid */
async function editUntilValid(folder: string, path: string, terminal: Terminal): Promise<SourceSet> {
  const { hasErrors, loadDocuments } = await import('@carillon/spec');
  for (;;) {
    await openEditor(join(folder, path), terminal);
    const sources = await readDocuments([path], { ...terminal, cwd: folder });
    const { findings } = loadDocuments(sources.documents, sources.files);
    const colors = colorsFor(terminal, terminal.isErrTty);
    for (const finding of findings) terminal.err(`${findingText(finding, sources.documents, colors)}\n`);
    if (!hasErrors(findings)) return sources;
    const answer = await terminal.ask('Edit it again? [Y/n] ');
    if (answer === undefined || answer.trim().toLowerCase() === 'n')
      throw new CommandError('nothing was published', { exitCode: EXIT.invalidDefinition });
  }
}

async function sideOf({ documents, files }: SourceSet, workflow: string): Promise<WorkflowSide> {
  const { loadDocuments } = await import('@carillon/spec');
  const { workflows } = loadDocuments(documents, files);
  const found = workflows.find(({ document }) => document.name === workflow);
  if (found === undefined)
    throw new CommandError(`the document is no longer that of ${workflow}`, {
      exitCode: EXIT.invalidDefinition,
      hint: 'a workflow of another name is a new one: publish its file with `carillon apply -f`',
    });
  return found;
}

async function confirm(question: string, terminal: Terminal): Promise<void> {
  const answer = await terminal.ask(`${question} [y/N] `);
  if (answer === undefined) throw new CommandError('nobody is here to confirm it', { hint: 'add --yes' });
  if (answer.trim().toLowerCase() !== 'y') throw new CommandError('nothing was published');
}

/** As git and crontab do: a command line of the shell, with the file behind it. */
async function openEditor(file: string, { env }: Terminal): Promise<void> {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, editor, file], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new CommandError(`the editor (${editor}) ended with ${code ?? 'a signal'}`, {
      hint: 'set EDITOR to another',
    });
}
