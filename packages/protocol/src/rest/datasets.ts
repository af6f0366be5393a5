/** Datasets and what brought them up to date. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Name, Opt, Values } from './fields.ts';
import { Action } from './problem.ts';

/** `updated`: nobody has said how old it may become. */
export const Freshness = Type.Enum(['never', 'updated', 'fresh', 'stale']);

export const DatasetUpdate = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('DatasetUpdate'),
    id: Id('evt'),
    partition: Type.String({ description: 'empty: of the whole' }),
    runId: Opt(Id('run')),
    task: Opt(Type.String()),
    actor: Type.String(),
    at: Instant,
    metadata: Values,
  },
  { $id: 'DatasetUpdate' },
);
export type DatasetUpdate = Static<typeof DatasetUpdate>;

export const Dataset = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Dataset'),
    project: Name,
    name: Name,
    version: Type.Integer({ description: 'counts its documents; 0: only tasks have named it so far' }),
    title: Opt(Type.String()),
    description: Opt(Type.String()),
    uri: Opt(Type.String()),
    owner: Opt(Type.String()),
    tags: Type.Array(Type.String()),
    fresh: Opt(Type.String({ description: 'how old its newest update may become' })),
    freshness: Freshness,
    lastUpdate: Opt(DatasetUpdate),
    actions: Type.Object({ update: Action }),
  },
  { $id: 'Dataset' },
);
export type Dataset = Static<typeof Dataset>;

/** A task of a live version that brings a dataset up to date, or waits for it. */
export const DatasetUse = Type.Object(
  {
    project: Name,
    workflow: Name,
    version: Type.Integer(),
    task: Type.String(),
    use: Type.Enum(['produces', 'awaits']),
    partition: Opt(Type.String({ description: 'as it is written; absent: the whole, or any' })),
  },
  { $id: 'DatasetUse' },
);
export type DatasetUse = Static<typeof DatasetUse>;

export const UpdateDataset = Type.Object(
  {
    partition: Opt(Type.String({ maxLength: 255, description: 'of the whole when absent' })),
    metadata: Opt(Values),
  },
  { $id: 'UpdateDataset', additionalProperties: false },
);
export type UpdateDataset = Static<typeof UpdateDataset>;
