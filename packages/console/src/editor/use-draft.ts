/**
 * Keeps what is written: in the browser at once, on the server a second later. Somebody else's save is never
 * written over: saving stops, and the reader chooses.
 */
import type { Draft } from '@carillon/protocol';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { useCallback, useEffect, useRef, useState } from 'react';
import { forgetLocal, readDraft, saveDraft, writeLocal } from './drafts.ts';

export interface DraftStart {
  readonly text: string;
  /** Of the server's draft; 0: there is none. */
  readonly revision: number;
  readonly baseVersion: number | undefined;
  /** What stood there when this text was begun: others' changes are merged against it. */
  readonly before: string;
  /** What the server has; undefined: nothing. */
  readonly saved: string | undefined;
  /** Of a text that this browser kept: what is still to be made of it, and saves of it that nobody has answered. */
  readonly edits?: readonly WorkflowEdit[];
  readonly sent?: readonly string[];
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
  /** Why the last save was not made; it is tried again. */
  readonly failure: unknown;
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
/** When the server did not take it, which it may the next time. */
const RETRY_MS = 5_000;
/** Of the saves without an answer so many are remembered; more of them come only while no server is there to take any. */
const MOST_SENT = 8;

export function useDraft(
  { project, name }: { readonly project: string; readonly name: string },
  start: DraftStart,
  { text, newest }: { readonly text: string; readonly newest: string | undefined },
): Kept {
  const [seen, setSeen] = useState<Seen>(start);
  const [failure, setFailure] = useState<{ readonly error: unknown }>();
  const [theirs, setTheirs] = useState<Draft | null>();
  /** For what ends later than it was begun. */
  const now = useRef({
    seen,
    text,
    newest,
    theirs,
    sent: start.sent ?? [],
    /** Whether this browser keeps a text of this page, or of the one before it. */
    isHere: start.edits?.length === 0,
    last: Promise.resolve(),
  });
  Object.assign(now.current, { text, newest, theirs });
  const update = useCallback((change: Partial<Seen>) => {
    now.current.seen = { ...now.current.seen, ...change };
    setSeen(now.current.seen);
  }, []);
  const isNews = isNewsTo(seen.saved, text, newest);
  const forgetHere = useCallback(() => {
    now.current.isHere = false;
    forgetLocal(project, name);
  }, [project, name]);

  const saveNow = useCallback(async (): Promise<void> => {
    const { text: sent, seen: known } = now.current;
    if (sent === known.saved) return;
    now.current.sent = [...now.current.sent, sent].slice(-MOST_SENT);
    try {
      const { baseVersion, revision } = known;
      const answer = await saveDraft(project, name, { text: sent, baseVersion }, { revision, sent: now.current.sent });
      now.current.sent = [];
      setFailure(undefined);
      if ('theirs' in answer) return setTheirs(answer.theirs);
      update({ revision: answer.saved.revision, saved: sent });
      if (now.current.text === sent) forgetHere();
    } catch (error) {
      setFailure({ error });
    }
  }, [project, name, update, forgetHere]);
  /** One after the other, each of the newest text: two at once would take each other for somebody else. */
  const save = useCallback((): Promise<void> => {
    now.current.last = now.current.last.then(saveNow);
    return now.current.last;
  }, [saveNow]);

  const keepHere = useCallback(
    (newestText: string, edits: readonly WorkflowEdit[]) => {
      const { seen: known, newest: version, sent, isHere } = now.current;
      if (edits.length === 0 && !isNewsTo(known.saved, newestText, version)) {
        // Nothing is left of what was kept, and it would be older than the server's draft by the next time.
        if (isHere) forgetHere();
        return;
      }
      const { revision, baseVersion, before } = known;
      now.current.isHere = true;
      writeLocal(project, name, { text: newestText, revision, baseVersion, before, edits, sent });
    },
    [project, name, forgetHere],
  );

  useEffect(() => {
    const local = setTimeout(() => keepHere(text, []), LOCAL_MS);
    return () => clearTimeout(local);
  }, [text, seen, keepHere]);

  useEffect(() => {
    if (!isNews || theirs !== undefined) return undefined;
    const timer = setTimeout(() => void save(), failure ? RETRY_MS : SERVER_MS);
    return () => clearTimeout(timer);
  }, [text, isNews, theirs, save, seen.baseVersion, failure]);

  return {
    state: theirs === undefined ? stateOf(isNews, failure !== undefined, seen) : 'conflict',
    baseVersion: seen.baseVersion,
    before: seen.before,
    revision: seen.revision,
    meet: useCallback(async () => setTheirs(await readDraft(project, name)), [project, name]),
    failure: failure?.error,
    theirs,
    goOnFrom: useCallback(
      (next: Draft | null) => {
        update({ revision: next?.revision ?? 0, before: next?.text ?? now.current.seen.before, saved: next?.text });
        setTheirs(undefined);
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
        forgetHere();
        update({ revision: 0, baseVersion: version, before: source, saved: undefined });
      },
      [forgetHere, update],
    ),
  };
}

function stateOf(isNews: boolean, hasFailed: boolean, { revision }: Seen): Kept['state'] {
  if (isNews) return hasFailed ? 'local' : 'saving';
  return revision > 0 ? 'saved' : 'same';
}

/** Whether a text is to be kept, where the server has another one, or none beside the newest version. */
const isNewsTo = (saved: string | undefined, text: string, newest: string | undefined): boolean =>
  saved === undefined ? text.trim() !== (newest ?? '').trim() : text !== saved;
