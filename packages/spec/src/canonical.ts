/** What a version is told by: its document in canonical JSON, and what else belongs to it. */
import {
  type CalendarDocument,
  type CalendarTable,
  canonicalJson,
  type DocumentFiles,
  type QueueDocument,
  sha256,
  type WorkflowDocument,
} from '@carillon/core';

export function canonicalize(document: WorkflowDocument): string {
  return canonicalJson(document);
}

/** The identity of a version: SHA-256 in hex over the document and the files it names. */
export function hashVersion(document: WorkflowDocument, files: DocumentFiles): string {
  return sha256(`{"document":${canonicalize(document)},"files":${canonicalJson(files)}}`);
}

/** The identity of what a queue is; its pause is state beside it. */
export const hashQueue = (document: QueueDocument): string => sha256(canonicalJson(document));

/** The days count too: the data of holidays, or a calendar it is built from, may change under a document. */
export function hashCalendar(document: CalendarDocument, { years, freezes, marks }: CalendarTable): string {
  return sha256(canonicalJson({ document, freezes, marks, years }));
}
