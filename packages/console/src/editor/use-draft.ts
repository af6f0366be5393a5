/**
 * Keeps what is written: in the browser at once, on the server a second later. Somebody else's save is never
 * written over: saving stops, and the reader chooses.
 */
import type { Draft } from '@carillon/protocol';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { forgetLocal, readDraft, saveDraft, writeLocal } from './drafts.ts';

export interface DraftStart {
  readonly text: string;
  /** Of the server's draft; 0: there is none. */
  readonly revision: number;
  readonly baseVersion: number | undefined;
  /** What stood there when this text was begun: others' changes are merged against it. */
  readonly before: string;
  /** Still to be made of this text. */
  readonly edits?: readonly WorkflowEdit[];
}

interface Seen {
  readonly revision: number;
  readonly baseVersion: number | undefined;
  readonly before: string;
  /** What the server has; undefined: nothing. */
  readonly saved: string | undefined;
}

export interface Kept {
  readonly state: 'same' | 'saving' | 'saved' | 'local' | 'conflict';
  readonly baseVersion: number | undefined;
  readonly before: string;
  /** Of the server's draft as it was seen last; 0: there was none. */
  readonly revision: number;
  /** Asks at once what a save would ask: which of two texts to go on with. */
  readonly meet: () => Promise<void>;
  /** What somebody else has saved meanwhile; null: it is gone. */
  readonly theirs: Draft | null | undefined;
  /** Goes on from what they saved, whatever is then written. */
  readonly goOnFrom: (theirs: Draft | null) => void;
  /** The text is now written on another version. */
  readonly rebase: (version: number, before: string) => void;
  /** Saves what is not saved yet, so that publishing finds the draft that it takes away. */
  readonly flush: () => Promise<void>;
  /** Saves this text, the newest there is, without waiting for its writer to pause. */
  readonly keep: (text: string) => Promise<void>;
  /** In this browser alone, with what is on its way into it. */
  readonly keepHere: (text: string, edits: readonly WorkflowEdit[]) => void;
  /** The draft has become a version; what is written next is a new one. */
  readonly publishedAs: (version: number, source: string) => void;
}

const LOCAL_MS = 300;
const SERVER_MS = 1_200;

export function useDraft(
  { project, name }: { readonly project: string; readonly name: string },
  start: DraftStart,
  { text, newest }: { readonly text: string; readonly newest: string | undefined },
): Kept {
  const [seen, setSeen] = useState<Seen>({ ...start, saved: start.revision > 0 ? start.text : undefined });
  const [state, setState] = useState<Kept['state']>(start.revision > 0 ? 'saved' : 'same');
  const [theirs, setTheirs] = useState<Draft | null>();
  /** For what ends later than it was begun. */
  const now = useRef({ seen, text, newest, theirs, last: Promise.resolve(), isHalfMade: false });
  Object.assign(now.current, { text, newest, theirs });
  const update = useCallback((change: Partial<Seen>) => {
    now.current.seen = { ...now.current.seen, ...change };
    setSeen(now.current.seen);
  }, []);
  const isNews = isNewsTo(seen.saved, text, newest);

  const saveNow = useCallback(async (): Promise<void> => {
    const { text: sent, seen: known } = now.current;
    if (sent === known.saved) return;
    try {
      const saved = await saveDraft(project, name, { text: sent, baseVersion: known.baseVersion }, known.revision);
      update({ revision: saved.revision, saved: sent });
      setState('saved');
      if (now.current.text === sent) forgetLocal(project, name);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) return setState('local');
      setState('conflict');
      setTheirs(await readDraft(project, name));
    }
  }, [project, name, update]);
  /** One after the other, each of the newest text: two at once would take each other for somebody else. */
  const save = useCallback((): Promise<void> => {
    now.current.last = now.current.last.then(saveNow);
    return now.current.last;
  }, [saveNow]);

  const keepHere = useCallback(
    (newestText: string, edits: readonly WorkflowEdit[]) => {
      const { seen: known, newest: version } = now.current;
      const { isHalfMade } = now.current;
      now.current.isHalfMade = edits.length > 0;
      if (edits.length === 0 && !isNewsTo(known.saved, newestText, version)) {
        // Edits that came to nothing are not made again, of a text that may be old by then.
        if (isHalfMade) forgetLocal(project, name);
        return;
      }
      const { revision, baseVersion, before } = known;
      writeLocal(project, name, { text: newestText, revision, baseVersion, before, edits });
    },
    [project, name],
  );

  useEffect(() => {
    if (!isNews) return undefined;
    const local = setTimeout(() => keepHere(text, []), LOCAL_MS);
    return () => clearTimeout(local);
  }, [text, isNews, seen, keepHere]);

  useEffect(() => {
    if (!isNews || theirs !== undefined) return undefined;
    const timer = setTimeout(() => void save(), SERVER_MS);
    return () => clearTimeout(timer);
  }, [text, isNews, theirs, save, seen.baseVersion]);

  return {
    state: state === 'conflict' || state === 'local' ? state : isNews ? 'saving' : seen.revision > 0 ? 'saved' : 'same',
    baseVersion: seen.baseVersion,
    before: seen.before,
    revision: seen.revision,
    meet: useCallback(async () => {
      setState('conflict');
      setTheirs(await readDraft(project, name));
    }, [project, name]),
    theirs,
    goOnFrom: useCallback(
      (next: Draft | null) => {
        update({ revision: next?.revision ?? 0, before: next?.text ?? now.current.seen.before, saved: next?.text });
        setTheirs(undefined);
        setState('saved');
      },
      [update],
    ),
    rebase: useCallback(
      // Saved again although its text may be the same: it says another version.
      (version: number, before: string) => update({ baseVersion: version, before, saved: '' }),
      [update],
    ),
    flush: save,
    keepHere,
    keep: useCallback(
      async (newestText: string) => {
        now.current.text = newestText;
        keepHere(newestText, []);
        const { seen: known, newest: version, theirs: other } = now.current;
        if (other === undefined && isNewsTo(known.saved, newestText, version)) await save();
      },
      [keepHere, save],
    ),
    publishedAs: useCallback(
      (version: number, source: string) => {
        forgetLocal(project, name);
        update({ revision: 0, baseVersion: version, before: source, saved: undefined });
      },
      [project, name, update],
    ),
  };
}

/** Whether a text is to be kept, where the server has another one, or none beside the newest version. */
const isNewsTo = (saved: string | undefined, text: string, newest: string | undefined): boolean =>
  saved === undefined ? text.trim() !== (newest ?? '').trim() : text !== saved;
