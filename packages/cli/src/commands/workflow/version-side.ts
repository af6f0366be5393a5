import type { WorkflowDocument } from '@carillon/core';
import type { Client } from '@carillon/sdk';
import type { WorkflowSide } from '../../documents/workflow-difference.ts';
import type { QualifiedName } from '../../workflow-name.ts';

/** A published version as one side of a difference. */
export async function versionSide(
  client: Client,
  version: QualifiedName & { readonly number: number },
): Promise<WorkflowSide> {
  const { document, source, files } = await client.workflows.version(version);
  // What is published was checked when it came.
  return { document: document as unknown as WorkflowDocument, source, files };
}
