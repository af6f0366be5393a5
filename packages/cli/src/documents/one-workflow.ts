/** One workflow from a file, for commands that ask the server about it as it stands. */
import type { Declarations } from '../commands/run/params.ts';
import { usageError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { readDocuments, type SourceSet } from './read-documents.ts';

export interface OneWorkflow {
  readonly sources: SourceSet;
  /** As findings name it. */
  readonly path: string;
  readonly text: string;
  /** As the server looks for them: beside the document, whatever folder it is in here. */
  readonly files: Readonly<Record<string, string>>;
  /** Its parameters, read only where their types are needed. */
  declared(): Promise<Declarations>;
}

/** @param what it is wanted for: `a plan` */
export async function readOneWorkflow(file: string, what: string, terminal: Terminal): Promise<OneWorkflow> {
  const sources = await readDocuments([file], terminal);
  const [document, ...more] = sources.documents;
  if (document === undefined || more.length > 0) throw usageError(`${what} is of one workflow`, 'name its file');
  const folder = document.path.slice(0, document.path.lastIndexOf('/') + 1);
  const beside = Object.entries(sources.files).map(([name, text]) => [
    name.startsWith(folder) ? name.slice(folder.length) : name,
    text,
  ]);
  return {
    sources,
    path: document.path,
    text: document.text,
    files: Object.fromEntries(beside),
    async declared() {
      const { loadDocuments } = await import('@carillon/spec');
      return loadDocuments(sources.documents, sources.files).workflows[0]?.document.params ?? {};
    },
  };
}
