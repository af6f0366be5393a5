/** Requests for runs, and what became of them. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Name, Opt, Values } from './fields.ts';

export const StartRun = Type.Object(
  {
    project: Opt(Name),
    workflow: Name,
    params: Opt(Values),
    date: Opt(Type.String({ format: 'date', description: 'logical date; today in the workflow’s zone when absent' })),
    priority: Opt(Type.Integer({ minimum: 0, maximum: 100 })),
    unique: Opt(
      Type.Object(
        {
          key: Type.String({ minLength: 1, maxLength: 1_024 }),
          per: Opt(
            Type.String({
              pattern: '^(open|[0-9]{1,12}(ms|s|m|h|d))$',
              description: 'open: as long as the run is, by default; or a time from now on',
            }),
          ),
          onDuplicate: Opt(Type.Enum(['return', 'refuse', 'replace'])),
        },
        { additionalProperties: false, description: 'no two runs of the workflow with this key' },
      ),
    ),
  },
  { $id: 'StartRun', additionalProperties: false },
);
export type StartRun = Static<typeof StartRun>;

export const StartRunBatch = Type.Object(
  {
    project: Opt(Name),
    workflow: Name,
    items: Type.Array(Type.Object({ params: Opt(Values) }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 1000,
    }),
  },
  { $id: 'StartRunBatch', additionalProperties: false },
);
export type StartRunBatch = Static<typeof StartRunBatch>;
export const StartedBatch = Type.Object({ ids: Type.Array(Id('run')) }, { $id: 'StartedBatch' });
export type StartedBatch = Static<typeof StartedBatch>;

/** In the answer to a request that did not make a run of its own. */
export const Accepted = Type.Object(
  {
    as: Type.Enum(['duplicate', 'collected'], {
      description: 'duplicate: this run has its unique key; collected: it has become a part of this run',
    }),
    requests: Opt(Type.Integer({ description: 'that are collected so far' })),
    startsAt: Opt({ ...Instant, description: 'as far as is known now' }),
  },
  { $id: 'Accepted' },
);
