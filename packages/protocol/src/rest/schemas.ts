/**
 * The REST objects, once: validation, OpenAPI and the static types of api, sdk, cli and console all come
 * from these. camelCase, instants RFC 3339 in UTC, ids with their prefix (VOCABULARY §7).
 */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt, RUN_STATES, Values } from './fields.ts';

export const Reason = Type.Object(
  {
    code: Type.String(),
    params: Opt(Values),
    message: Type.String({ description: 'English sentence; clients translate by code' }),
  },
  { $id: 'Reason' },
);
export type Reason = Static<typeof Reason>;

export const Action = Type.Object(
  {
    allowed: Type.Boolean(),
    reason: Opt(Type.String({ description: 'why not; English' })),
    code: Opt(Type.String({ description: 'of the reason, for clients to translate' })),
  },
  { $id: 'Action' },
);
export type Action = Static<typeof Action>;

export const ProblemItem = Type.Object({
  pointer: Type.String({ description: 'JSON pointer, or `line:column` of a document' }),
  code: Type.String(),
  message: Type.String(),
  file: Opt(Type.String()),
  line: Opt(Type.Integer()),
  column: Opt(Type.Integer()),
  hint: Opt(Type.String()),
  severity: Opt(Type.Enum(['error', 'warning'], { description: 'an error when absent' })),
});
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Opt(Type.String()),
    instance: Opt(Type.String({ description: 'request id' })),
    code: Type.String(),
    hint: Opt(Type.String()),
    errors: Opt(Type.Array(ProblemItem)),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
export type ProblemItem = Static<typeof ProblemItem>;

export const ApplyRequest = Type.Object(
  {
    documents: Type.Array(Type.Object({ path: Type.String({ maxLength: 1024 }), text: Type.String() }), {
      minItems: 1,
      maxItems: 500,
    }),
    files: Opt(Type.Record(Type.String({ maxLength: 1024 }), Type.String())),
    message: Opt(Type.String({ maxLength: 2000 })),
    dryRun: Opt(Type.Boolean()),
    basedOn: Opt(
      Type.Record(Type.String({ maxLength: 130 }), Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), {
        description: 'newest version that was known, by project/name; 0: none; 409 when there is a newer one',
      }),
    ),
  },
  { $id: 'ApplyRequest', additionalProperties: false },
);
export type ApplyRequest = Static<typeof ApplyRequest>;

export const ApplyResult = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        kind: Type.String(),
        project: Type.String(),
        name: Type.String(),
        version: Type.Integer(),
        outcome: Type.Enum(['created', 'updated', 'unchanged']),
      }),
    ),
    warnings: Opt(Type.Array(ProblemItem)),
  },
  { $id: 'ApplyResult' },
);
export type ApplyResult = Static<typeof ApplyResult>;

export const ValidateResult = Type.Object(
  { valid: Type.Boolean(), errors: Type.Array(ProblemItem) },
  { $id: 'ValidateResult' },
);
export type ValidateResult = Static<typeof ValidateResult>;

export const Workflow = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Workflow'),
    id: Id('wf'),
    project: Name,
    name: Name,
    title: Opt(Type.String()),
    description: Opt(Type.String()),
    owner: Opt(Type.String()),
    tags: Type.Array(Type.String()),
    lifecycle: Type.String(),
    version: Type.Integer(),
    tasks: Type.Integer(),
    schedules: Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.String({ description: '`cron`, `every` …' }),
        expression: Type.String({ description: 'what says when, as it was written' }),
        timezone: Type.String(),
      }),
    ),
    nextFireAt: Opt(Instant),
    paused: Opt(Type.Boolean({ description: 'true, by itself: none of its schedules fires' })),
    lastRuns: Type.Array(Type.Object({ id: Id('run'), state: Type.Enum(RUN_STATES) })),
    stats: Opt(
      Type.Object(
        { ended: Count, success: Count, p50Ms: Opt(Count), p95Ms: Opt(Count) },
        { description: 'where asked for: ends of seven days, and durations, of the last 100 runs' },
      ),
    ),
    updatedAt: Instant,
    actions: Type.Object({ start: Action }),
  },
  { $id: 'Workflow' },
);
export type Workflow = Static<typeof Workflow>;

export const WorkflowVersion = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('WorkflowVersion'),
    id: Id('ver'),
    project: Name,
    workflow: Name,
    number: Type.Integer(),
    hash: Type.String(),
    author: Type.String(),
    message: Type.String(),
    createdAt: Instant,
    document: Values,
    source: Type.String({ description: 'the text as it was applied' }),
    files: Type.Record(Type.String(), Type.String()),
  },
  { $id: 'WorkflowVersion' },
);
export type WorkflowVersion = Static<typeof WorkflowVersion>;

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

export const FamilyMember = Type.Object(
  { id: Id('run'), rerunOf: Opt(Id('run')), state: Type.Enum(RUN_STATES), actor: Type.String(), createdAt: Instant },
  { $id: 'FamilyMember' },
);
export type FamilyMember = Static<typeof FamilyMember>;

/** The task run that a run was started for, and its place among its like. */
export const RunParent = Type.Object(
  {
    runId: Id('run'),
    taskRunId: Id('tr'),
    task: Type.String(),
    isPart: Type.Boolean({ description: 'a part of the same workflow, such as a turn of a loop' }),
    round: Type.Integer({ description: 'from 0' }),
    index: Type.Integer({ description: 'from 0, in its round' }),
    key: Opt(Type.String()),
    item: Opt(Type.Unknown()),
  },
  { $id: 'RunParent' },
);
export type RunParent = Static<typeof RunParent>;

export const ChildTotals = Type.Object(
  {
    of: Opt(Type.Integer({ description: 'how many there will be in this round, where it is known' })),
    rounds: Type.Integer({ description: 'that have begun' }),
    open: Type.Integer(),
    success: Type.Integer(),
    failed: Type.Integer(),
    stopped: Type.Integer(),
  },
  { $id: 'ChildTotals' },
);
export type ChildTotals = Static<typeof ChildTotals>;

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

/** What somebody wrote down about a run. */
export const RunNote = Type.Object(
  { id: Type.String(), text: Type.String(), author: Type.String(), at: Instant },
  { $id: 'RunNote' },
);
export type RunNote = Static<typeof RunNote>;

export const AddRunNote = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' }) },
  { $id: 'AddRunNote', additionalProperties: false },
);
export type AddRunNote = Static<typeof AddRunNote>;

export const Run = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Run'),
    id: Id('run'),
    project: Name,
    environment: Name,
    workflow: Name,
    version: Type.Integer(),
    state: Type.Enum(RUN_STATES),
    reason: Opt(Reason),
    trigger: Type.Object({ kind: Type.String(), actor: Type.String() }),
    params: Values,
    outputs: Opt(Values),
    logicalTime: Opt(Instant),
    logicalDate: Opt(Type.String({ format: 'date' })),
    createdAt: Instant,
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    url: Type.String({ description: 'console page' }),
    accepted: Opt(Accepted),
    rerunOf: Opt(Id('run')),
    slaMissed: Opt(Type.Boolean({ description: 'it did not begin or succeed by the time that was promised' })),
    notices: Opt(Type.Array(Reason, { description: 'of one run alone: what is near a limit of the platform' })),
    parent: Opt(RunParent),
    family: Opt(
      Type.Array(FamilyMember, {
        description: 'of one run alone: itself with the runs it was made of and those made of it, newest first',
      }),
    ),
    notes: Opt(Type.Array(RunNote, { description: 'of one run alone: the newest first' })),
    actions: Type.Object({ stop: Action, pause: Action, resume: Action, rerun: Action }),
  },
  { $id: 'Run' },
);
export type Run = Static<typeof Run>;

export const TaskRun = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('TaskRun'),
    id: Id('tr'),
    runId: Id('run'),
    task: Type.String(),
    type: Type.String(),
    state: Type.String(),
    reason: Opt(Reason),
    paused: Opt(Type.Boolean({ description: 'true, by itself: what follows its live attempt waits' })),
    attempt: Type.Integer({ description: '0 before the first' }),
    worker: Opt(Type.String()),
    readyAt: Opt(Instant),
    dispatchedAt: Opt(Instant),
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    dueAt: Opt(Instant),
    exitCode: Opt(Type.Integer()),
    input: Opt(Values),
    outputs: Opt(Values),
    children: Opt(ChildTotals),
    notices: Opt(Type.Array(Reason, { description: 'what is near a limit of the platform' })),
    index: Opt(Type.Integer({ description: 'of an item: its place, from 0' })),
    item: Opt(Type.Unknown()),
    round: Opt(Type.Integer({ description: 'of an item: its round, from 0' })),
    actions: Opt(
      Type.Object(
        { pause: Action, resume: Action, retry: Action, clear: Action, mark: Action, skip: Action },
        { description: 'of one task run alone' },
      ),
    ),
  },
  { $id: 'TaskRun' },
);
export type TaskRun = Static<typeof TaskRun>;

export const Attempt = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Attempt'),
    id: Id('att'),
    taskRunId: Id('tr'),
    attempt: Type.Integer(),
    state: Type.String(),
    reason: Opt(Reason),
    fence: Type.String(),
    worker: Opt(Type.String()),
    dispatchedAt: Opt(Instant),
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    exitCode: Opt(Type.Integer()),
  },
  { $id: 'Attempt' },
);
export type Attempt = Static<typeof Attempt>;

export const RunEvent = Type.Object(
  {
    runId: Id('run'),
    seq: Type.String(),
    at: Instant,
    actor: Opt(Type.String()),
    runState: Opt(Type.Enum(RUN_STATES)),
    transitions: Type.Array(
      Type.Object({ task: Opt(Type.String()), attempt: Opt(Type.Integer()), to: Type.String(), reason: Opt(Reason) }),
    ),
  },
  { $id: 'RunEvent' },
);
export type RunEvent = Static<typeof RunEvent>;

/** Everything the graph view needs in one answer. */
export const RunGraph = Type.Object(
  {
    nodes: Type.Array(
      Type.Object({
        task: Type.String(),
        title: Opt(Type.String()),
        type: Type.String(),
        state: Type.String(),
        attempt: Type.Integer(),
        taskRunId: Id('tr'),
      }),
    ),
    edges: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })),
    usual: Opt(
      Type.Object(
        {
          runs: Type.Integer(),
          tasks: Type.Record(Type.String(), Type.Object({ startMs: Count, durationMs: Count })),
        },
        {
          description:
            'where asked for: medians of the last successful runs before it; absent while they are fewer than 5',
        },
      ),
    ),
  },
  { $id: 'RunGraph' },
);
export type RunGraph = Static<typeof RunGraph>;

export const LogSlice = Type.Object(
  {
    text: Type.String(),
    offset: Type.Integer(),
    nextOffset: Type.Integer(),
    complete: Type.Boolean({ description: 'the attempt is final and nothing follows' }),
    size: Type.Integer({ description: 'bytes of the whole log, as far as it has come' }),
    line: Opt(Type.Integer({ description: 'that begins at `offset`, from 1; where a line was asked for' })),
  },
  { $id: 'LogSlice' },
);
export type LogSlice = Static<typeof LogSlice>;

export const LogHits = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        line: Type.Integer({ description: 'from 1' }),
        text: Type.String({ description: 'the line without its time and colours, cut where it is very long' }),
      }),
    ),
    nextCursor: Opt(Type.String({ description: 'to search on; absent at the end of the log as it is now' })),
    searched: Type.Integer({ description: 'bytes from the start that were searched so far' }),
    size: Type.Integer({ description: 'bytes of the whole log' }),
  },
  { $id: 'LogHits' },
);
export type LogHits = Static<typeof LogHits>;

export const Artifact = Type.Object(
  {
    taskRunId: Id('tr'),
    task: Type.String(),
    attempt: Type.Integer(),
    name: Type.String(),
    contentType: Type.String(),
    size: Type.Integer(),
    sha256: Type.String(),
    url: Type.String({ description: 'path of the download' }),
  },
  { $id: 'Artifact' },
);
export type Artifact = Static<typeof Artifact>;

const WorkerResources = Type.Record(Type.String(), Type.Number(), {
  description: 'cpu in cores, memory and disk in bytes, gpu; what is missing it has not',
});

export const Worker = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Worker'),
    id: Id('wrk'),
    name: Type.String(),
    group: Type.String(),
    state: Type.String(),
    capabilities: Type.Array(Type.String()),
    labels: Type.Record(Type.String(), Type.String()),
    resources: WorkerResources,
    used: WorkerResources,
    slots: Type.Integer(),
    busy: Type.Integer(),
    version: Type.String(),
    host: Type.String(),
    connectedAt: Instant,
    leaseUntil: Instant,
    actions: Opt(Type.Object({ drain: Action, resume: Action })),
  },
  { $id: 'Worker' },
);
export type Worker = Static<typeof Worker>;

export const WorkerCommand = Type.Object(
  { reason: Opt(Type.String({ maxLength: 2000, description: 'kept in the audit' })) },
  { $id: 'WorkerCommand', additionalProperties: false },
);
export type WorkerCommand = Static<typeof WorkerCommand>;

export const Session = Type.Object(
  {
    user: Type.String(),
    tenant: Type.String(),
    csrfToken: Opt(Type.String()),
    version: Type.String(),
    environments: Type.Array(Type.String()),
    projects: Type.Array(Type.String()),
  },
  { $id: 'Session' },
);
export type Session = Static<typeof Session>;

/** A project or an environment. */
export const Named = Type.Object({ id: Type.String(), name: Name }, { $id: 'Named' });
export type Named = Static<typeof Named>;

export const SignIn = Type.Object(
  { code: Type.String({ minLength: 8, maxLength: 256 }) },
  { $id: 'SignIn', additionalProperties: false },
);
export type SignIn = Static<typeof SignIn>;

export const SignInCode = Type.Object(
  { code: Type.String(), url: Type.String({ description: 'opens the console signed in, once' }), expiresAt: Instant },
  { $id: 'SignInCode' },
);
export type SignInCode = Static<typeof SignInCode>;

const TokenKind = Type.Union([Type.Literal('api'), Type.Literal('worker')]);

/** A token without its secret. */
export const Token = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Token'),
    id: Id('tok'),
    tokenKind: TokenKind,
    name: Type.String(),
    account: Type.String({ description: 'whose rights it has' }),
    createdAt: Instant,
    expiresAt: Opt(Instant),
    lastUsedAt: Opt(Instant),
  },
  { $id: 'Token' },
);
export type Token = Static<typeof Token>;

export const CreateToken = Type.Object(
  {
    tokenKind: TokenKind,
    name: Name,
    expiresIn: Opt(Type.String({ description: 'duration, `90d` by default, `365d` at most', maxLength: 32 })),
  },
  { $id: 'CreateToken', additionalProperties: false },
);
export type CreateToken = Static<typeof CreateToken>;

export const CreatedToken = Type.Object(
  { ...Token.properties, secret: Type.String({ description: 'the token itself, shown this once' }) },
  { $id: 'CreatedToken' },
);
export type CreatedToken = Static<typeof CreatedToken>;

export const StopRun = Type.Object(
  {
    reason: Opt(Type.String({ maxLength: 2000 })),
    compensate: Opt(Type.Boolean({ default: true, description: 'false: what had succeeded is not undone' })),
  },
  { $id: 'StopRun', additionalProperties: false },
);
export type StopRun = Static<typeof StopRun>;
