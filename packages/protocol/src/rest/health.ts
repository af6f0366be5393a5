/** How the platform stands: its servers, who leads what, its database, what is wrong, and what was made good. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Opt } from './fields.ts';
import { SaidText } from './problem.ts';

const Milliseconds = Type.Number({ minimum: 0 });
const Bytes = Type.Integer({ minimum: 0 });

export const Server = Type.Object(
  {
    id: Id('srv'),
    host: Type.String(),
    pid: Type.Integer(),
    version: Type.String(),
    roles: Type.Array(Type.String()),
    state: Type.Enum(['up', 'silent', 'stopped']),
    startedAt: Instant,
    seenAt: Instant,
    stoppedAt: Opt(Instant),
    load: Opt(
      Type.Object(
        {
          putOff: Type.Array(Type.String(), {
            description: 'views, backfills, low_priority, starts: none when all is well',
          }),
          loopDelayMs: Milliseconds,
          storeMs: Milliseconds,
          statements: Type.Number({ description: 'a second' }),
          poolWaiting: Count,
          claimMs: Opt(Milliseconds),
          latenessMs: Opt(Milliseconds),
          rssBytes: Bytes,
          heapBytes: Bytes,
          cpu: Type.Number({ minimum: 0, description: 'of one core' }),
          workers: Type.Integer({ minimum: 0, description: 'that are connected to it' }),
          clockOffMs: Type.Number({ description: 'its clock less the database’s' }),
          disk: Opt(Type.Object({ freeBytes: Bytes, totalBytes: Bytes })),
        },
        { description: 'of its last beat; times are 99th percentiles of seconds to a minute' },
      ),
    ),
  },
  { $id: 'Server' },
);
export type Server = Static<typeof Server>;

export const Duty = Type.Object(
  {
    name: Type.String(),
    state: Type.Enum(['led', 'vacant']),
    expiresAt: Instant,
    terms: Type.Array(
      Type.Object({ term: Type.Integer(), server: Id('srv'), host: Opt(Type.String()), since: Instant }),
      { description: 'the newest first; the first is the present one' },
    ),
  },
  { $id: 'Duty' },
);
export type Duty = Static<typeof Duty>;

export const Finding = Type.Object(
  {
    code: Type.String(),
    severity: Type.Enum(['error', 'warning', 'info'], { description: '`info`: nothing is wrong' }),
    params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    sentence: Type.String(),
    evidence: Type.Array(Type.String()),
    said: Opt(Type.Array(SaidText, { description: 'the evidence, for translation' })),
    fix: Type.String(),
    runbook: Type.String({ description: 'path within the documentation' }),
  },
  { $id: 'Finding' },
);
export type Finding = Static<typeof Finding>;

export const Healing = Type.Object(
  {
    id: Type.Integer(),
    at: Instant,
    kind: Type.String(),
    done: Type.String({ description: 'what was done, in a sentence' }),
    object: Opt(Type.String({ description: 'id of what was healed; absent where it stands for several' })),
    count: Count,
    server: Id('srv'),
    host: Opt(Type.String()),
  },
  { $id: 'Healing' },
);
export type Healing = Static<typeof Healing>;

export const PlatformHealth = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('PlatformHealth'),
    at: Instant,
    version: Type.String({ description: 'of the server that answers' }),
    state: Type.Enum(['ok', 'warning', 'error'], { description: 'of the worst finding' }),
    missing: Type.Array(Type.Enum(['store', 'findings']), {
      description: 'what could not be found out; `store` with duties and events',
    }),
    servers: Type.Array(Server, { description: 'newest first; those that stopped for a day' }),
    duties: Opt(Type.Array(Duty)),
    store: Opt(
      Type.Object({
        version: Type.String(),
        readOnly: Type.Boolean(),
        sizeBytes: Bytes,
        connections: Count,
        maxConnections: Count,
        xmin: Opt(Type.Object({ forMs: Milliseconds, holder: Type.String() })),
        partitionsUntil: Opt(Instant),
      }),
    ),
    events: Opt(
      Type.Array(
        Type.Object({
          consumer: Type.String(),
          behind: Type.Integer({ minimum: 0, description: 'at most 10 000 are counted' }),
          oldestAt: Opt(Instant),
        }),
      ),
    ),
    findings: Opt(Type.Array(Finding, { description: 'the worst first' })),
  },
  { $id: 'PlatformHealth' },
);
export type PlatformHealth = Static<typeof PlatformHealth>;
