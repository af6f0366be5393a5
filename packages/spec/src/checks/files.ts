/** Files that tasks name lie beside the document and are there. */
import { type DocumentFiles, type WorkflowDocument, isTemplate, said } from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

const MAX_FILES_LENGTH = 5 * 1024 * 1024;

/** Paths as they are written in the document, each once. */
export function referencedFiles(document: WorkflowDocument): readonly string[] {
  return [...new Set([...fileFields(document)].map(({ file }) => file))];
}

function* fileFields(document: WorkflowDocument): Generator<{ readonly path: DocumentPath; readonly file: string }> {
  for (const { task, path: place } of writtenTasks(document)) {
    const file = task.with?.['file'];
    if (typeof file === 'string' && file !== '') yield { path: [...place, 'with', 'file'], file };
  }
}

/** @param files what lies beside the document; undefined: not known here, so nothing is missing */
export function* fileProblems(document: WorkflowDocument, files: DocumentFiles | undefined): Generator<Problem> {
  for (const { path, file } of fileFields(document)) {
    // An expression in its place is refused with the other expressions.
    if (isTemplate(file)) continue;
    if (!isBeside(file)) {
      yield {
        code: 'VALIDATION_FILE_MISSING',
        path,
        message: said`"${file.slice(0, 64)}" is not a path beside the document`,
        hint: said`Use a relative path with / and without .. parts.`,
      };
    } else if (files && !Object.hasOwn(files, file)) {
      yield {
        code: 'VALIDATION_FILE_MISSING',
        path,
        message: said`the file "${file}" was not found beside the document`,
        hint: said`Paths are relative to the folder of the document.`,
      };
    }
  }
  if (!files) return;
  const length = referencedFiles(document).reduce((total, file) => total + (files[file]?.length ?? 0), 0);
  if (length > MAX_FILES_LENGTH)
    yield {
      code: 'VALIDATION_LIMIT',
      path: ['tasks'],
      message: said`the files of the workflow are larger than 5 MiB together`,
      hint: said`Keep data out of the workflow; fetch it in a task.`,
    };
}

function isBeside(file: string): boolean {
  return (
    file.length <= 1024 && !/[\\\p{Cc}]/u.test(file) && !/^\/|^[A-Za-z]:/.test(file) && !file.split('/').includes('..')
  );
}
