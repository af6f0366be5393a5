/** Drafts on the server, where everybody finds them. */
import type { Draft, DraftSummary, PageOf } from '@carillon/protocol';
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

/** Sent again as it is it stays one save, by which the server knows it. */
export interface DraftSave extends DraftText {
  readonly idempotencyKey: string;
}

/**
 * Saves a text over the draft as it was seen.
 * @returns the draft that is saved; else what somebody else has saved, null when they have published it or thrown it away
 * @throws ApiError when it is not known to be saved
 */
export async function saveDraft(
  project: string,
  name: string,
  { text, baseVersion, idempotencyKey }: DraftSave,
  revision: number,
): Promise<{ readonly saved: Draft } | { readonly theirs: Draft | null }> {
  try {
    const body = { text, revision, ...(baseVersion !== undefined && { baseVersion }) };
    return { saved: await post<Draft>(`${path(project, name)}/save`, body, { idempotencyKey }) };
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  }
  return { theirs: await readDraft(project, name) };
}
