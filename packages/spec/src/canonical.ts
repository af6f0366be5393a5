/** What a version is told by: its document in canonical JSON and the files it names. */
import { canonicalJson, type DocumentFiles, type WorkflowDocument, sha256 } from '@carillon/core';

export function canonicalize(document: WorkflowDocument): string {
  return canonicalJson(document);
}

/** The identity of a version: SHA-256 in hex over the document and the files it names. */
export function hashVersion(document: WorkflowDocument, files: DocumentFiles): string {
  return sha256(`{"document":${canonicalize(document)},"files":${canonicalJson(files)}}`);
}
