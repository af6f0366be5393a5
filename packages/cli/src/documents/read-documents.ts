/**
 * Workflow documents from files, folders and stdin, together with the scripts and queries they name: what
 * the server is sent is complete, since it cannot read here.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathBeside } from '@carillon/spec/path-beside';
import { CommandError, usageError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export interface SourceDocument {
  /** As findings name it: relative to where the command was called, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface SourceSet {
  readonly documents: readonly SourceDocument[];
  /** Files that tasks name, by paths of the same kind as the documents'. */
  readonly files: Readonly<Record<string, string>>;
}

const STDIN = '-';
const DOCUMENT_NAME = /\.ya?ml$/i;

export async function readDocuments(targets: readonly string[], terminal: Terminal): Promise<SourceSet> {
  const documents: SourceDocument[] = [];
  const files: Record<string, string> = {};
  for (const target of targets) {
    if (target === STDIN) {
      documents.push({ path: 'stdin.yaml', text: await terminal.readInput() });
      continue;
    }
    for (const path of await documentPaths(resolve(terminal.cwd, target), target)) {
      const document = { path: shownPath(path, terminal.cwd), text: await readFile(path, 'utf8') };
      documents.push(document);
      Object.assign(files, await readNamedFiles(document, dirname(path)));
    }
  }
  if (documents.length === 0)
    throw usageError(`there are no documents in ${targets.join(', ')}`, 'documents end in .yaml or .yml');
  return { documents, files };
}

async function documentPaths(path: string, target: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new CommandError(`cannot read ${target}: ${(error as Error).message}`, {
      exitCode: EXIT.usage,
      cause: error,
    });
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true });
  return entries
    .filter((entry) => DOCUMENT_NAME.test(entry) && isDocumentPlace(entry))
    .sort()
    .map((entry) => join(path, entry));
}

/** Whether documents are looked for there: not in hidden folders, nor in what others installed. */
export const isDocumentPlace = (path: string): boolean =>
  !path.split(sep).some((part) => (part.startsWith('.') && part !== '.' && part !== '..') || part === 'node_modules');

/** Outside the folder of the call, the name alone: no `..` leaves this machine. */
function shownPath(path: string, cwd: string): string {
  const fromHere = relative(cwd, path);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? basename(path) : fromHere.split(sep).join('/');
}

/** Those that cannot be read are left out: the check of the document says so at the line that names them. */
async function readNamedFiles(document: SourceDocument, folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of await namedFiles(document.text)) {
    const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'EACCES') return undefined;
      throw error;
    });
    if (text !== undefined) files[pathBeside(document.path, name)] = text;
  }
  return files;
}

/** Every `with.file` of a task that stays within the document's folder. */
export async function namedFiles(text: string): Promise<readonly string[]> {
  const { parseAllDocuments } = await import('yaml');
  const names = parseAllDocuments(text, { logLevel: 'silent' }).flatMap((document) => {
    if (document.errors.length > 0) return []; // the check tells them with their places
    const value = document.toJS() as { readonly tasks?: unknown } | null;
    return Object.values(isObject(value?.tasks) ? value.tasks : {}).flatMap((task) => {
      const file = isObject(task) && isObject(task['with']) ? task['with']['file'] : undefined;
      return typeof file === 'string' && isInside(file) ? [file] : [];
    });
  });
  return [...new Set(names)];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isInside = (name: string): boolean => name !== '' && !isAbsolute(name) && !name.split(/[/\\]/).includes('..');
