import type { DiscardDraft, Draft, DraftSummary, PageOf, SaveDraft } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { WorkflowName } from './workflows.ts';

export interface DraftFilter {
  readonly project?: string | undefined;
  readonly name?: string | undefined;
}

/** Texts of workflows before they are versions. Publishing one is applying it; that removes it. */
export interface Drafts {
  list(filter?: DraftFilter): Promise<PageOf<DraftSummary>>;
  get(workflow: WorkflowName): Promise<Draft>;
  /** Refused with a conflict where somebody has saved another text since `revision`. */
  save(
    workflow: WorkflowName,
    draft: SaveDraft,
    options?: { readonly idempotencyKey?: string | undefined },
  ): Promise<Draft>;
  /** As it was seen: refused with a conflict where it is another one by now. */
  discard(workflow: WorkflowName, seen: DiscardDraft): Promise<void>;
}

export function createDrafts({ json }: Transport): Drafts {
  const base = ({ project = 'default', name }: WorkflowName) => path`/drafts/${project}/${name}`;
  return {
    list: (filter = {}) => json({ path: '/drafts', query: { ...filter } }),
    get: (workflow) => json({ path: base(workflow) }),
    save: (workflow, body, { idempotencyKey = crypto.randomUUID() } = {}) =>
      json({ method: 'POST', path: `${base(workflow)}/save`, body, idempotencyKey }),
    discard: (workflow, body) => json({ method: 'POST', path: `${base(workflow)}/discard`, body }),
  };
}
