/** How datasets, workflows and files hang together, out of what live versions say. */
import { type Static, Type } from 'typebox';
import { DatasetUpdate, Freshness } from './datasets.ts';
import { Id, Instant, Name, Opt } from './fields.ts';

export const LineageNode = Type.Object(
  {
    id: Type.String({ description: 'dataset:project/name, workflow:project/name or file:place' }),
    kind: Type.Enum(['dataset', 'workflow', 'file']),
    project: Opt(Name),
    name: Type.String({ description: 'of a file: its path, URL or object, as it is written' }),
    title: Opt(Type.String()),
    version: Opt(Type.Integer({ description: 'of a workflow: the live one; absent: none is live' })),
    freshness: Opt({ ...Freshness, description: 'of a dataset' }),
    lastUpdate: Opt(DatasetUpdate),
  },
  { $id: 'LineageNode' },
);
export type LineageNode = Static<typeof LineageNode>;

export const LineageEdge = Type.Object(
  {
    from: Type.String({ description: 'id of what comes first' }),
    to: Type.String(),
    use: Type.Enum(['produces', 'awaits', 'runs'], { description: '`runs`: it starts a run of that workflow' }),
    tasks: Type.Array(Type.String(), {
      description: 'that do so, of the workflow; of two workflows, of the one that says it',
    }),
  },
  { $id: 'LineageEdge' },
);
export type LineageEdge = Static<typeof LineageEdge>;

export const Lineage = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Lineage'),
    of: Opt(Type.String({ description: 'id of what it is around; absent: the whole' })),
    nodes: Type.Array(LineageNode),
    edges: Type.Array(LineageEdge),
    isCut: Type.Boolean({ description: 'there is more than the limit let through' }),
    isPartial: Type.Boolean({ description: 'there are too many live workflows: not all were looked at' }),
  },
  { $id: 'Lineage', description: 'datasets, workflows and files, and what comes before what' },
);
export type Lineage = Static<typeof Lineage>;

/** A task run that waits for a dataset now. */
export const DatasetWait = Type.Object(
  {
    runId: Id('run'),
    project: Name,
    workflow: Name,
    task: Type.String(),
    partition: Opt(Type.String({ description: 'the one that it waits for; absent: any' })),
    since: Instant,
  },
  { $id: 'DatasetWait' },
);
export type DatasetWait = Static<typeof DatasetWait>;
