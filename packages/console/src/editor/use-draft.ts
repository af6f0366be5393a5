/** What is written is kept in the browser at once, on the server a second later. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Editor } from './use-editor.ts';
import { createDraftKeeper, type DraftKeeper, type DraftStart, isNews, type KeptDraft } from './draft-keeper.ts';

const LOCAL_MS = 300;
const SERVER_MS = 1_200;
const RETRY_MS = 5_000;

export interface Kept extends Omit<KeptDraft, 'failure'>, DraftKeeper {
  readonly state: 'same' | 'saving' | 'saved' | 'local' | 'nowhere' | 'conflict';
  /** Why this text is not known to be saved. */
  readonly failure: unknown;
}

export function useDraft(
  { project, name }: { readonly project: string; readonly name: string },
  start: DraftStart,
  { text, underway, newest }: Pick<Editor, 'text' | 'underway'> & { readonly newest: string | undefined },
): Kept {
  const [keeper] = useState(() => createDraftKeeper({ project, name, start, underway }));
  const kept = useSyncExternalStore(keeper.subscribe, keeper.read);
  const { theirs, isHere } = kept;
  const failure = kept.failure?.refused === undefined || kept.failure.refused === text ? kept.failure : undefined;
  const isKnown = !isNews(kept, { text, newest });

  useEffect(() => {
    keeper.write({ text, newest });
    const timer = setTimeout(() => keeper.keepHere(), LOCAL_MS);
    return () => clearTimeout(timer);
  }, [keeper, text, newest, kept]);

  const isDue = !isKnown && theirs === undefined && failure?.refused === undefined;
  // Whoever types on does not put off what is tried again.
  const since = failure ?? text;
  useEffect(() => {
    if (!isDue) return undefined;
    const timer = setTimeout(() => void keeper.save(), failure ? RETRY_MS : SERVER_MS);
    return () => clearTimeout(timer);
  }, [keeper, isDue, since, failure]);

  const unsaved = failure ? (isHere ? 'local' : 'nowhere') : 'saving';
  const settled = kept.revision > 0 ? 'saved' : 'same';
  const state = theirs !== undefined ? 'conflict' : isKnown ? settled : unsaved;
  return { ...kept, ...keeper, state, failure: failure?.error };
}
