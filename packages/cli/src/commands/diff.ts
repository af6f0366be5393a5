/** What an apply of these documents would change. Nothing is changed. */
import type { Client } from '@carillon/sdk';
import type { LoadedWorkflow } from '@carillon/spec';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { type Applied, applyDocuments } from '../documents/apply-documents.ts';
import { differenceText, type FormFlags, formOption, formsOf } from '../documents/print-difference.ts';
import { readDocuments } from '../documents/read-documents.ts';
import type { WorkflowDifference } from '../documents/workflow-difference.ts';
import { EXIT } from '../exit-codes.ts';
import { collect, connectionOptions, outputOptions } from '../options.ts';
import { printJson } from '../output/json.ts';
import { colorsFor } from '../output/paint.ts';
import type { OutputFlags } from '../output/view.ts';
import { versionSide } from './workflow/version-side.ts';

interface Flags extends ServerFlags, OutputFlags, FormFlags {
  readonly file: readonly string[];
}

/** Of a workflow with what became of it; of other documents the outcome alone. */
type Difference = Applied & Partial<WorkflowDifference>;

export const examples = `
  carillon diff -f workflows/                      what would become of it, in sentences
  carillon diff -f daily-report.yaml --as graph,text
`;

export const define: DefineCommand = (command, { terminal, connect, exitWith }) => {
  command
    .requiredOption('-f, --file <path>', 'file or folder; may be repeated; - reads stdin', collect)
    .addOption(formOption());
  outputOptions(connectionOptions(command), ['table', 'json']).action(async (flags: Flags) => {
    const sources = await readDocuments(flags.file, terminal);
    const { client } = await connect(flags);
    // The server says what would become of each, and refuses what it would refuse of an apply.
    const outcomes = await applyDocuments(client, sources, { dryRun: true }, terminal);
    const { loadDocuments } = await import('@carillon/spec');
    const { workflows } = loadDocuments(sources.documents, sources.files);
    const differences: Difference[] = [];
    for (const applied of outcomes.filter(({ outcome }) => outcome !== 'unchanged'))
      differences.push({ ...applied, ...(await differenceOf(client, applied, workflows)) });
    if (differences.length > 0) exitWith(EXIT.differences);
    if (flags.quiet) return terminal.out(differences.map(({ project, name }) => `${project}/${name}\n`).join(''));
    if (flags.output === 'json') return printJson(differences, flags, terminal);
    const colors = colorsFor(terminal, terminal.isOutTty);
    for (const { kind, project, name, outcome, version, changes, graph, lines } of differences) {
      const isNew = outcome === 'created';
      terminal.out(`${colors.bold(`${kind} ${project}/${name}`)}: ${isNew ? 'new' : `becomes version ${version}`}\n`);
      // Of a new one every field is new, which its text says best.
      const forms = formsOf(flags).filter((form) => !isNew || form !== 'sentences');
      if (changes && graph && lines) terminal.out(differenceText({ changes, graph, lines }, forms, colors));
    }
    const same = outcomes.length - differences.length;
    if (same > 0) terminal.err(`${same} ${same === 1 ? 'stays as it is' : 'stay as they are'}\n`);
  });
};

async function differenceOf(
  client: Client,
  { kind, project, name, outcome }: Applied,
  loaded: readonly LoadedWorkflow[],
): Promise<WorkflowDifference | undefined> {
  const after = loaded.find(({ document }) => document.project === project && document.name === name);
  if (kind !== 'Workflow' || after === undefined) return undefined;
  const { workflowDifference } = await import('../documents/workflow-difference.ts');
  if (outcome === 'created') return workflowDifference(undefined, after);
  const { version: number } = await client.workflows.get({ project, name });
  return workflowDifference(await versionSide(client, { project, name, number }), after);
}
