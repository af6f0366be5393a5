/** Publishes what is saved below a folder, as long as somebody works on it. */
import { relative, resolve } from 'node:path';
import type { Client } from '@carillon/sdk';
import { reportFailure } from '../report-failure.ts';
import type { Terminal } from '../terminal.ts';
import { applyDocuments } from './apply-documents.ts';
import { isDocumentPlace, readDocuments } from './read-documents.ts';

/** An editor writes a file in several steps, and a checkout many files: they are one change. */
const SETTLE_MS = 150;

/**
 * Applies the folders now and whenever something in them changed, one after the other, until `signal`. What is
 * wrong is told and waits for the next save. A document that is deleted stays published: versions are kept.
 */
export async function watchDocuments(
  folders: readonly string[],
  { client, terminal, signal }: { readonly client: Client; readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<void> {
  const { watch } = await import('chokidar');
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const apply = (): void => {
    working = working.then(() => applyOnce(folders, client, terminal));
  };
  const roots = folders.map((folder) => resolve(terminal.cwd, folder));
  const watcher = watch(roots, {
    ignored: (path) => !roots.some((root) => isDocumentPlace(relative(root, path))),
    ignoreInitial: true,
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, SETTLE_MS);
  });
  watcher.on('error', (error) => reportFailure(error, terminal));
  await new Promise<void>((ready) => watcher.once('ready', () => ready()));
  apply();
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    void watcher.close();
  });
}

async function applyOnce(folders: readonly string[], client: Client, terminal: Terminal): Promise<void> {
  try {
    const items = await applyDocuments(client, await readDocuments(folders, terminal), {}, terminal);
    const changed = items.filter(({ outcome }) => outcome !== 'unchanged');
    for (const { project, name, version, outcome } of changed)
      terminal.err(`${outcome} ${project}/${name}@${version}\n`);
    if (changed.length === 0)
      terminal.err(`${items.length} ${items.length === 1 ? 'document, as' : 'documents, all as'} published\n`);
  } catch (error) {
    reportFailure(error, terminal);
  }
}
