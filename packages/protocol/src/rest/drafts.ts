/** Drafts: the text of a workflow before it is a version. */
import { type Static, Type } from 'typebox';
import { Instant, Name, Opt } from './fields.ts';
import { Action } from './problem.ts';

const Revision = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'another one at each save',
});
const Seen = { ...Revision, description: 'the revision that was seen; 0: there was none' };

const Head = {
  apiVersion: Type.Literal('carillon/v1'),
  kind: Type.Literal('Draft'),
  project: Name,
  name: Name,
  revision: Revision,
  baseVersion: Opt(Type.Integer({ description: 'the newest version when it was begun; absent: there was none' })),
  author: Type.String({ description: 'of the last save' }),
  updatedAt: Instant,
  actions: Type.Object({ discard: Action }),
};

export const DraftSummary = Type.Object(Head, { $id: 'DraftSummary' });
export type DraftSummary = Static<typeof DraftSummary>;

export const Draft = Type.Object({ ...Head, text: Type.String() }, { $id: 'Draft' });
export type Draft = Static<typeof Draft>;

export const SaveDraft = Type.Object(
  {
    text: Type.String({ maxLength: 5_242_880 }),
    revision: Seen,
    baseVersion: Opt(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  },
  { $id: 'SaveDraft', additionalProperties: false },
);
export type SaveDraft = Static<typeof SaveDraft>;

export const BeatEditor = Type.Object(
  {
    window: Type.String({
      pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
      description: 'a UUID of its own, made by the window',
    }),
    task: Opt(Type.String({ maxLength: 200, description: 'that is being edited in it' })),
  },
  { $id: 'BeatEditor', additionalProperties: false },
);
export type BeatEditor = Static<typeof BeatEditor>;

export const EditorPresence = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('EditorPresence'),
    draft: Opt(DraftSummary),
    others: Type.Array(Type.Object({ window: Type.String(), author: Type.String(), task: Opt(Type.String()) }), {
      description: 'other windows that have the workflow open',
    }),
  },
  { $id: 'EditorPresence' },
);
export type EditorPresence = Static<typeof EditorPresence>;

export const DiscardDraft = Type.Object({ revision: Seen }, { $id: 'DiscardDraft', additionalProperties: false });
export type DiscardDraft = Static<typeof DiscardDraft>;
