/**
 * Keeps what is written, in this browser and on the server, by one save after the other. One that nobody has answered may
 * have landed: it is sent again as it was before a newer text is. Somebody else's save is never written over: saving
 * stops, and the reader chooses.
 */
import type { Draft } from '@carillon/protocol';
import type { WorkflowEdit } from '@carillon/spec/edit';
import { ApiError } from '../api/client.ts';
import { newUuid } from '../api/new-uuid.ts';
import { type DraftSave, type DraftText, readDraft, saveDraft } from './drafts.ts';
import { forgetLocal, forgetSaved, type LocalDraft, writeLocal } from './local-draft.ts';

/** The text to begin with. With `edits` this browser has kept it. */
export interface DraftStart
  extends Omit<LocalDraft, 'unanswered' | 'edits'>,
    Partial<Pick<LocalDraft, 'unanswered' | 'edits'>> {
  /** What the server has; undefined: nothing. */
  readonly saved: DraftText | undefined;
}

export interface KeptDraft extends Pick<LocalDraft, 'revision' | 'baseVersion' | 'before' | 'unanswered'> {
  /** What the server has; undefined: nothing. */
  readonly saved: DraftText | undefined;
  /** Whether this browser keeps a text of this page, or of the one before it. */
  readonly isHere: boolean;
  /** What somebody else has saved meanwhile; null: it is gone. */
  readonly theirs: Draft | null | undefined;
  /** Why the last save is not known to have landed. */
  readonly failure: SaveFailure | undefined;
}

export interface SaveFailure {
  readonly error: unknown;
  /** The text that is never taken as it stands; nor was it. Undefined: it may be by the next time. */
  readonly refused: string | undefined;
}

export interface Written {
  readonly text: string;
  /** The newest version's. */
  readonly newest: string | undefined;
}

/** Whether a text is to be kept: the server has another one, may yet take an older one, or has none beside the newest version. */
export function isNews({ saved, unanswered, baseVersion }: KeptDraft, { text, newest }: Written): boolean {
  if (unanswered) return true;
  if (saved === undefined) return text.trim() !== (newest ?? '').trim();
  return text !== saved.text || baseVersion !== saved.baseVersion;
}

const saves = new Map<string, Promise<void>>();

/** Saves go on without the page that began them. */
export const savesEnded = (project: string, name: string): Promise<void> =>
  saves.get(`${project}/${name}`) ?? Promise.resolve();

export type DraftKeeper = ReturnType<typeof createDraftKeeper>;

interface KeeperParts {
  readonly project: string;
  readonly name: string;
  readonly start: DraftStart;
  /** Edits on their way into the text. */
  readonly underway: () => readonly WorkflowEdit[];
}

export function createDraftKeeper({ project, name, start, underway }: KeeperParts) {
  const { text, edits, unanswered, ...begun } = start;
  let now: KeptDraft = { ...begun, unanswered, isHere: edits !== undefined, theirs: undefined, failure: undefined };
  let written: Written = { text, newest: undefined };
  const listeners = new Set<() => void>();
  const update = (change: Partial<KeptDraft>) => {
    now = { ...now, ...change };
    for (const tell of listeners) tell();
  };

  const keepHere = () => {
    const { revision, baseVersion, before, unanswered } = now;
    const edits = underway();
    let isHere = false;
    if (edits.length > 0 || isNews(now, written))
      isHere = writeLocal(project, name, { text: written.text, revision, baseVersion, before, unanswered, edits });
    // Nothing is left of what was kept, and it would be older than the server's draft by the next time.
    else if (now.isHere) forgetLocal(project, name);
    if (isHere !== now.isHere) update({ isHere });
  };

  const send = async (save: DraftSave) => {
    update({ unanswered: save });
    // Whoever finds this text here knows what was sent of it.
    keepHere();
    try {
      const answer = await saveDraft(project, name, save, now.revision);
      const answered = { unanswered: undefined, failure: undefined };
      if ('theirs' in answer) return update({ ...answered, theirs: answer.theirs });
      update({ ...answered, revision: answer.saved.revision, saved: save });
      forgetSaved(project, name, save.text);
    } catch (error) {
      const isFinal = isRefused(error);
      update({
        failure: { error, refused: isFinal ? save.text : undefined },
        unanswered: isFinal ? undefined : save,
      });
    }
  };
  const saveNewest = async () => {
    if (now.unanswered) await send(now.unanswered);
    if (now.unanswered || now.theirs !== undefined || !isNews(now, written)) return;
    await send({ text: written.text, baseVersion: now.baseVersion, idempotencyKey: newUuid() });
  };
  /** One after the other: two at once would take each other for somebody else. */
  const save = (): Promise<void> => {
    const done = savesEnded(project, name).then(saveNewest);
    saves.set(`${project}/${name}`, done);
    return done;
  };

  return {
    subscribe: (tell: () => void) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    read: () => now,
    write: (newest: Written) => void (written = newest),
    /** In this browser alone, with what is on its way into it. */
    keepHere: (text = written.text) => {
      written = { ...written, text };
      keepHere();
    },
    /** Saves what is not saved yet, without waiting for its writer to pause. */
    save,
    /** Asks at once what a save would ask: which of two texts to go on with. */
    meet: async () => {
      await save();
      if (now.unanswered) throw now.failure?.error;
      if (now.theirs !== undefined) return;
      const other = await readDraft(project, name);
      if ((other?.revision ?? 0) !== now.revision) update({ theirs: other });
    },
    /** Goes on from what they saved, whatever is then written. */
    goOnFrom: (theirs: Draft | null) => {
      const saved = theirs ? { text: theirs.text, baseVersion: now.baseVersion } : undefined;
      const before = theirs?.text ?? now.before;
      update({ revision: theirs?.revision ?? 0, before, saved, theirs: undefined });
    },
    /** The text is now written on another version. */
    rebase: (baseVersion: number, before: string) => update({ baseVersion, before }),
    /** The draft has become a version; what is written next is a new one. */
    publishedAs: (baseVersion: number, before: string) => {
      forgetLocal(project, name);
      update({ revision: 0, baseVersion, before, saved: undefined, unanswered: undefined });
    },
  };
}

/** After no network, a server that starts, a session that ran out or too many requests, it may be taken yet. */
const PASSING: ReadonlySet<number> = new Set([401, 429]);

const isRefused = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && !PASSING.has(error.status);
