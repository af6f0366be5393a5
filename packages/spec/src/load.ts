/** From files to documents: what `carillon apply`, `carillon validate` and the API do with what they are given. */
import {
  type CalendarDocument,
  type DatasetDocument,
  type DocumentFiles,
  type Json,
  type QueueDocument,
  TASK_MAPS,
  type WorkflowDocument,
  said,
} from '@carillon/core';
import { referencedFiles } from './checks/files.ts';
import { pathBeside } from './checks/path-beside.ts';
import { type Finding, hasErrors, type Problem, wordsOf } from './finding.ts';
import { type ParsedDocument, parseDocuments } from './parse.ts';
import { isObject } from './schema/check-schema.ts';
import { type AnyDocument, findingOf, validateDocument } from './validate.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Loaded<Document> {
  readonly document: Document;
  /** The text of this document, without the others of its file. */
  readonly source: string;
  /** The file it came from. */
  readonly path: string;
  /** For what is found out later, with what the server knows. */
  findingOf(problem: Problem): Finding;
}

export interface LoadedWorkflow extends Loaded<WorkflowDocument> {
  /** What its tasks name, by the path written there. */
  readonly files: DocumentFiles;
}

export type LoadedCalendar = Loaded<CalendarDocument>;
export type LoadedDataset = Loaded<DatasetDocument>;
export type LoadedQueue = Loaded<QueueDocument>;

/** The valid documents; act on them only when no finding is an error. */
export interface LoadResult {
  readonly workflows: readonly LoadedWorkflow[];
  readonly calendars: readonly LoadedCalendar[];
  readonly datasets: readonly LoadedDataset[];
  readonly queues: readonly LoadedQueue[];
  readonly findings: readonly Finding[];
}

/**
 * @param files texts that may lie beside the documents, by paths of the same kind as those of the sources:
 *   `load.py` of `flows/daily.yaml` is `flows/load.py`. Undefined: not known here.
 */
export function loadDocuments(sources: readonly SourceFile[], files?: DocumentFiles): LoadResult {
  const workflows: LoadedWorkflow[] = [];
  const calendars: LoadedCalendar[] = [];
  const datasets: LoadedDataset[] = [];
  const queues: LoadedQueue[] = [];
  const findings: Finding[] = [];
  const seen = new Map<string, string>();
  for (const { path, text } of sources) {
    const parsed = parseDocuments(text, path);
    findings.push(...parsed.findings);
    if (parsed.documents.length === 0 && !hasErrors(parsed.findings)) findings.push(emptyFile(path));
    for (const one of parsed.documents) {
      const beside = files && filesBeside(one, files);
      const result = validateDocument(one, beside);
      findings.push(...result.findings);
      if (!result.document) continue;
      const { document } = result;
      const twin = duplicateOf(document, one, seen);
      if (twin) {
        findings.push(twin);
        continue;
      }
      const loaded = { source: one.source, path, findingOf: (problem: Problem) => findingOf(problem, one) };
      if (document.kind === 'Calendar') calendars.push({ ...loaded, document });
      else if (document.kind === 'Dataset') datasets.push({ ...loaded, document });
      else if (document.kind === 'Queue') queues.push({ ...loaded, document });
      else workflows.push({ ...loaded, document, files: named(document, beside ?? {}) });
    }
  }
  return { workflows, calendars, datasets, queues, findings };
}

/** The given files as the document sees them; the document need not be valid yet. */
function filesBeside({ value, path }: ParsedDocument, files: DocumentFiles): DocumentFiles {
  const names = isObject(value) ? TASK_MAPS.flatMap((phase) => [...fileNames(value[phase])]) : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = typeof name === 'string' ? ownText(files, pathBeside(path, name)) : undefined;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** What tasks name under `with.file`, also those in others. */
function* fileNames(tasks: Json | undefined): Generator<Json | undefined> {
  if (!isObject(tasks)) return;
  for (const task of Object.values(tasks)) {
    if (!isObject(task)) continue;
    const { with: fields, tasks: inner, compensate } = task;
    if (isObject(fields)) {
      yield fields['file'];
      yield* fileNames(fields);
    }
    yield* fileNames(inner);
    if (compensate !== undefined) yield* fileNames({ compensate });
  }
}

const ownText = (files: DocumentFiles, path: string): string | undefined =>
  Object.hasOwn(files, path) ? files[path] : undefined;

function named(document: WorkflowDocument, files: DocumentFiles): DocumentFiles {
  return Object.fromEntries(
    referencedFiles(document).flatMap((file) => (Object.hasOwn(files, file) ? [[file, files[file] as string]] : [])),
  );
}

function duplicateOf(
  document: AnyDocument,
  { path, locate }: ParsedDocument,
  seen: Map<string, string>,
): Finding | undefined {
  const key = `${document.kind.toLowerCase()} ${document.project}/${document.name}`;
  const other = seen.get(key);
  seen.set(key, other ?? path);
  if (other === undefined) return undefined;
  return {
    code: 'VALIDATION_DUPLICATE',
    severity: 'error',
    file: path,
    ...locate(['name']),
    pointer: '/name',
    ...wordsOf({ message: said`the ${key} is in ${other} already`, hint: said`Rename or remove one of the two.` }),
  };
}

function emptyFile(path: string): Finding {
  return {
    code: 'VALIDATION_KIND',
    severity: 'error',
    file: path,
    line: 1,
    column: 1,
    pointer: '',
    ...wordsOf({ message: said`the file has no document`, hint: said`Begin with kind: Workflow and name: …` }),
  };
}
