/** Publishes documents, and tells what is wrong with them as a compiler would. */
import { ApiError, type ApplyResult, type Client } from '@carillon/sdk';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { colorsFor } from '../output/paint.ts';
import type { Terminal } from '../terminal.ts';
import { findingText } from './print-findings.ts';
import type { SourceSet } from './read-documents.ts';

export type Applied = ApplyResult['items'][number];

interface ApplySettings {
  readonly message?: string | undefined;
  readonly dryRun?: boolean | undefined;
  /** By `project/name` the version that was edited: refused where there is a newer one. */
  readonly basedOn?: Readonly<Record<string, number>>;
}

/**
 * What is wrong with a document is printed with its lines; everything else fails as any call does.
 *
 * @throws CommandError where nothing was applied
 */
export async function applyDocuments(
  client: Client,
  sources: SourceSet,
  { message, dryRun, basedOn }: ApplySettings,
  terminal: Terminal,
): Promise<readonly Applied[]> {
  const colors = colorsFor(terminal, terminal.isErrTty);
  try {
    const { items, warnings = [] } = await client.documents.apply({
      documents: [...sources.documents],
      files: sources.files,
      ...(message === undefined ? {} : { message }),
      ...(dryRun === undefined ? {} : { dryRun }),
      ...(basedOn === undefined ? {} : { basedOn }),
    });
    for (const warning of warnings)
      terminal.err(`${findingText({ ...warning, severity: 'warning' }, sources.documents, colors)}\n`);
    return items;
  } catch (error) {
    const isAboutDocuments = error instanceof ApiError && error.status === 422 && error.errors.length > 0;
    if (!isAboutDocuments) throw error;
    for (const finding of error.errors) terminal.err(`${findingText(finding, sources.documents, colors)}\n`);
    throw new CommandError('nothing was applied', { exitCode: EXIT.invalidDefinition, cause: error });
  }
}
