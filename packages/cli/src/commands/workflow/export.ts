import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WorkflowDocument } from '@carillon/core';
import type { Client } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { CommandError, usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { writeTexts } from '../../documents/write-texts.ts';
import { connectionOptions, positiveInteger, projectOption } from '../../options.ts';
import { plainText } from '../../text/safe-text.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags {
  readonly project?: string;
  readonly version?: number;
  readonly to?: string;
  readonly force?: boolean;
}

export const examples = `
  carillon workflow export nightly-cleanup > nightly-cleanup.yaml
  carillon workflow export retail/orders --to orders/      with its scripts and calendars; apply -f orders/ elsewhere
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--version <n>', 'this version in place of the live one', positiveInteger)
    .option('--to <folder>', 'write files here, also scripts and calendars, in place of printing')
    .option('--force', 'also over files that say something else');
  connectionOptions(projectOption(command)).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { version: live } = await helpingWithName(client, name, () => client.workflows.get(name));
    const { document: value, files } = await client.workflows.version({ ...name, number: flags.version ?? live });
    const { documentText, needsOf } = await import('../../documents/exported-workflow.ts');
    const document = value as unknown as WorkflowDocument;
    const documents = { [`${name.name}.yaml`]: documentText(document), ...(await calendarTexts(client, document)) };
    if (flags.to === undefined) {
      const names = Object.keys(files);
      if (names.length > 0)
        throw usageError(
          `${name.name} has files of its own: ${names.join(', ')}`,
          'write all of it with --to <folder>',
        );
      terminal.out(Object.values(documents).join('---\n'));
    } else {
      const [folder, texts] = [resolve(terminal.cwd, flags.to), { ...files, ...documents }];
      if (!flags.force) await refuseOthers(folder, texts);
      await writeTexts(folder, texts);
      terminal.err(`${Object.keys(texts).join(', ')} in ${flags.to}\n`);
    }
    for (const need of needsOf(document)) terminal.err(`must be there where it is applied: ${plainText(need)}\n`);
  });
};

/** Built-in ones are everywhere. One of the default project serves all and is exported, too. */
async function calendarTexts(client: Client, document: WorkflowDocument): Promise<Readonly<Record<string, string>>> {
  const { calendarsOf, documentText } = await import('../../documents/exported-workflow.ts');
  const texts: Record<string, string> = {};
  for (const name of calendarsOf(document)) {
    const calendar = await client.calendars.get({ project: document.project, name });
    if (calendar.origin === 'document' && calendar.document)
      texts[`${name}.calendar.yaml`] = documentText(calendar.document);
  }
  return texts;
}

/** @throws CommandError where a file says something else */
async function refuseOthers(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    const there = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (there !== undefined && there !== text)
      throw new CommandError(`${join(folder, name)} says something else`, { hint: 'add --force to write over it' });
  }
}
