/** What this browser keeps of a draft for when the tab or the network dies. */
import type { WorkflowEdit } from '@carillon/spec/edit';
import type { DraftSave, DraftText } from './drafts.ts';

export interface LocalDraft extends DraftText {
  /** Of the server's draft as it was seen last; 0: there was none. */
  readonly revision: number;
  /** What stood there when this text was begun: others' changes are merged against it. */
  readonly before: string;
  /** A save that nobody has answered: the server may have it, or get it yet. */
  readonly unanswered: DraftSave | undefined;
  /** What was on its way into the text when its tab was closed. */
  readonly edits: readonly WorkflowEdit[];
}

const keyOf = (project: string, name: string): string => `carillon.draft.${project}/${name}`;

export function readLocal(project: string, name: string): LocalDraft | undefined {
  const stored = localStorage.getItem(keyOf(project, name));
  if (stored === null) return undefined;
  try {
    const { text, baseVersion, revision, before, unanswered, edits } = JSON.parse(stored) as LocalDraft;
    if (typeof text !== 'string' || typeof before !== 'string') return undefined;
    return { text, baseVersion, revision, before, unanswered, edits: edits ?? [] };
  } catch {
    return undefined; // Not ours, or cut off: the server's draft is the newest there is.
  }
}

/** @returns false where the browser has no room: then only the server keeps it */
export function writeLocal(project: string, name: string, draft: LocalDraft): boolean {
  try {
    localStorage.setItem(keyOf(project, name), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** An edit that is still to be made of it, or a newer text, stays. */
export function forgetSaved(project: string, name: string, text: string): void {
  const local = readLocal(project, name);
  if (local?.text === text && local.edits.length === 0) forgetLocal(project, name);
}

export const forgetLocal = (project: string, name: string): void => localStorage.removeItem(keyOf(project, name));
