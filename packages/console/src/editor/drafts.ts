/** Drafts: on the server for everybody, and in this browser for when the tab or the network dies. */
import type { Draft, DraftSummary, PageOf } from '@carillon/protocol';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { queryOptions } from '@tanstack/react-query';
import { ApiError, get, post } from '../api/client.ts';
import { CHANGE_POLL_MS } from '../api/queries.ts';

const path = (project: string, name: string): string => `/drafts/${project}/${name}`;

export const draftsQuery = (project: string) =>
  queryOptions({
    queryKey: ['drafts', project],
    queryFn: ({ signal }) => get<PageOf<DraftSummary>>('/drafts', { project }, signal),
    refetchInterval: CHANGE_POLL_MS,
  });

/** Who saved it last, and when; null: there is none. */
export async function readDraftHead(project: string, name: string, signal?: AbortSignal): Promise<DraftSummary | null> {
  const { items } = await get<PageOf<DraftSummary>>('/drafts', { project, name }, signal);
  return items[0] ?? null;
}

/** Null: there is none. */
export async function readDraft(project: string, name: string, signal?: AbortSignal): Promise<Draft | null> {
  return (await readDraftHead(project, name, signal)) && get<Draft>(path(project, name), {}, signal);
}

export interface DraftText {
  readonly text: string;
  /** The version that it changes; undefined: there is none yet. */
  readonly baseVersion: number | undefined;
}

export interface SeenDraft {
  /** Of the server's draft; 0: there is none. */
  readonly revision: number;
  /** Texts of own saves that nobody has answered: the server's draft may be one of them by now, or become it. */
  readonly sent: readonly string[];
}

/** The first may have been on its way when the network went; those after it rather met none. */
const MOST_SENT = 8;

export function withSent(sent: readonly string[], text: string): readonly string[] {
  if (sent.includes(text)) return sent;
  return sent.length < MOST_SENT ? [...sent, text] : [...sent.slice(0, 1), ...sent.slice(2), text];
}

/**
 * Saves a text over the draft as it was seen. Where that is another one by now, it may be the own save of a page that was left
 * meanwhile, or one whose answer was lost; the text goes over it as it would have, had the answer come.
 * @returns the draft that is saved; else what somebody else has saved, null when they have published it or thrown it away
 * @throws ApiError when it is not known to be saved
 */
export async function saveDraft(
  project: string,
  name: string,
  { text, baseVersion }: DraftText,
  { revision, sent }: SeenDraft,
): Promise<{ readonly saved: Draft } | { readonly theirs: Draft | null }> {
  try {
    const body = { text, revision, ...(baseVersion !== undefined && { baseVersion }) };
    return { saved: await post<Draft>(`${path(project, name)}/save`, body) };
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  }
  const now = await readDraft(project, name);
  if (now === null || !sent.includes(now.text)) return { theirs: now };
  const others = sent.filter((one) => one !== now.text);
  return saveDraft(project, name, { text, baseVersion }, { revision: now.revision, sent: others });
}

export interface LocalDraft extends DraftText, SeenDraft {
  /** The text of that revision, or of the version: what others' changes are merged against. */
  readonly before: string;
  /** What was on its way into the text when its tab was closed. */
  readonly edits: readonly WorkflowEdit[];
}

const keyOf = (project: string, name: string): string => `carillon.draft.${project}/${name}`;

export function readLocal(project: string, name: string): LocalDraft | undefined {
  const stored = localStorage.getItem(keyOf(project, name));
  if (stored === null) return undefined;
  try {
    const { text, baseVersion, revision, before, edits, sent } = JSON.parse(stored) as LocalDraft;
    if (typeof text !== 'string' || typeof before !== 'string') return undefined;
    return { text, baseVersion, revision, before, edits: edits ?? [], sent: sent ?? [] };
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
