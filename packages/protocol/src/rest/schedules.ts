/** Schedules: what fires next, what fired, and what would fire if a definition were another. */
import { type Static, Type } from 'typebox';
import { CalendarDate, Count, Id, Instant, Name, Opt, RUN_STATES, Values } from './fields.ts';
import { Action, ProblemItem, SaidText } from './problem.ts';
import { FIRING_OUTCOMES, SCHEDULE_STATES, SCHEDULE_TYPES } from './schedule-words.ts';

/** `dst_gap`, `calendar_shift` …: what made a firing's time another than the plain pattern's. */
const Notes = Type.Array(Type.String());

export const Held = Type.Object(
  {
    until: Opt(Type.String({ format: 'date-time', description: 'absent while nobody can say' })),
    reason: Opt(Type.String()),
  },
  { $id: 'Held', description: 'kept back by a freeze window, or by a calendar without data for that year' },
);
export type Held = Static<typeof Held>;

/** A firing that is to come. */
export const FiringPreview = Type.Object(
  {
    logicalTime: Instant,
    localTime: Type.String({ description: 'the same instant in the zone of the schedule, with its offset' }),
    startsAt: Type.String({ format: 'date-time', description: 'the logical time, jitter added' }),
    logicalDate: CalendarDate,
    held: Opt(Held),
    notes: Notes,
  },
  { $id: 'FiringPreview' },
);
export type FiringPreview = Static<typeof FiringPreview>;

const LedgerFields = {
  logicalTime: Instant,
  outcome: Type.Enum([...FIRING_OUTCOMES]),
  reason: Type.String(),
  latenessMs: Opt(Type.Integer({ description: 'of what fired: from the planned start to the real one' })),
  runId: Opt(Id('run')),
};

/** One row of the firing ledger. */
export const LedgerRow = Type.Object(
  {
    ...LedgerFields,
    localTime: Type.String(),
    through: Opt(
      Type.String({ format: 'date-time', description: 'last logical time of the span this row stands for' }),
    ),
    actualTime: Instant,
    notes: Notes,
    heldUntil: Opt(Instant),
    runState: Opt(Type.Enum(RUN_STATES)),
  },
  { $id: 'LedgerRow' },
);
export type LedgerRow = Static<typeof LedgerRow>;

export const LastFiring = Type.Object(LedgerFields, { $id: 'LastFiring' });
export type LastFiring = Static<typeof LastFiring>;

/** Why a schedule is paused or quarantined. */
export const ScheduleReason = Type.Object(
  {
    code: Opt(Type.String()),
    text: Opt(Type.String({ description: 'what was said when it was paused, or went wrong' })),
    said: Opt(SaidText),
    since: Opt(Instant),
    actor: Opt(Type.String()),
    resumeAt: Opt(Type.String({ format: 'date-time', description: 'it resumes by itself then' })),
  },
  { $id: 'ScheduleReason' },
);
export type ScheduleReason = Static<typeof ScheduleReason>;

export const Lateness = Type.Object(
  { p50Ms: Type.Integer(), p95Ms: Type.Integer(), maxMs: Type.Integer(), count: Count },
  { $id: 'Lateness', description: 'of the last firings, 200 at most' },
);
export type Lateness = Static<typeof Lateness>;

export const Schedule = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Schedule'),
    id: Id('sch'),
    project: Name,
    workflow: Name,
    name: Type.String(),
    environment: Name,
    type: Type.Enum([...SCHEDULE_TYPES]),
    expression: Type.String({ description: 'what says when, as it was written' }),
    definition: Values,
    timezone: Type.String(),
    state: Type.Enum([...SCHEDULE_STATES]),
    reason: Opt(ScheduleReason),
    nextFireAt: Opt(Type.String({ format: 'date-time', description: 'next logical time' })),
    nextStartAt: Opt(Type.String({ format: 'date-time', description: 'when it starts: jitter and holds added' })),
    lastFiring: Opt(LastFiring),
    calendars: Type.Array(Type.String()),
    lateness: Opt(Lateness),
    actions: Type.Object({ pause: Action, resume: Action, fire: Action }),
  },
  { $id: 'Schedule' },
);
export type Schedule = Static<typeof Schedule>;

export const FiringPreviews = Type.Object({ items: Type.Array(FiringPreview) }, { $id: 'FiringPreviews' });
export type FiringPreviews = Static<typeof FiringPreviews>;

/** A cell of the heat map: one local date of the schedule's zone. */
export const ScheduleDay = Type.Object(
  {
    date: CalendarDate,
    planned: Type.Integer({ minimum: 0, description: 'logical times of the date: past ones from the ledger' }),
    fired: Count,
    skipped: Count,
    merged: Count,
    missed: Count,
    held: Count,
    paused: Count,
    runs: Type.Object({ success: Count, failed: Count, stopped: Count, open: Count }),
    calendar: Opt(Type.Enum(['open', 'closed', 'unknown'])),
    mark: Opt(Type.String({ description: 'name of the holiday, `make_up` …' })),
  },
  { $id: 'ScheduleDay' },
);
export type ScheduleDay = Static<typeof ScheduleDay>;
export const ScheduleDays = Type.Object({ items: Type.Array(ScheduleDay) }, { $id: 'ScheduleDays' });
export type ScheduleDays = Static<typeof ScheduleDays>;

const Why = Opt(Type.String({ maxLength: 2000 }));

export const PauseSchedule = Type.Object(
  { reason: Why, resumeAt: Opt(Instant) },
  { $id: 'PauseSchedule', additionalProperties: false },
);
export type PauseSchedule = Static<typeof PauseSchedule>;

export const ResumeSchedule = Type.Object(
  {
    reason: Why,
    catchUp: Opt(Type.Boolean({ description: 'treat what was paused as missed, by the misfire policy' })),
  },
  { $id: 'ResumeSchedule', additionalProperties: false },
);
export type ResumeSchedule = Static<typeof ResumeSchedule>;

export const FireSchedule = Type.Object(
  { reason: Why, params: Opt(Values) },
  { $id: 'FireSchedule', additionalProperties: false },
);
export type FireSchedule = Static<typeof FireSchedule>;

export const PreviewRequest = Type.Object(
  {
    definition: Type.Unknown({ description: 'a schedule as in a workflow document' }),
    project: Opt(Name),
    key: Opt(Type.String({ maxLength: 200, description: '`project/workflow/schedule`: seeds the jitter' })),
    from: Opt(Instant),
    until: Opt(Instant),
    count: Opt(Type.Integer({ minimum: 1, maximum: 1000, description: '10 where absent' })),
  },
  { $id: 'PreviewRequest', additionalProperties: false },
);
export type PreviewRequest = Static<typeof PreviewRequest>;

/** Either firings, or what is wrong with the definition. */
export const PreviewResult = Type.Object(
  { items: Type.Array(FiringPreview), problems: Type.Array(ProblemItem) },
  { $id: 'PreviewResult' },
);
export type PreviewResult = Static<typeof PreviewResult>;

export const FiringDiffRequest = Type.Object(
  {
    scheduleId: Opt(Id('sch')),
    before: Opt(Type.Unknown({ description: 'a definition; the present one of `scheduleId` where absent' })),
    after: Type.Unknown({ description: 'a definition' }),
    project: Opt(Name),
    from: Opt(Instant),
    days: Opt(Type.Integer({ minimum: 1, maximum: 366, description: '14 where absent' })),
  },
  { $id: 'FiringDiffRequest', additionalProperties: false },
);
export type FiringDiffRequest = Static<typeof FiringDiffRequest>;

export const FiringDiff = Type.Object(
  {
    added: Type.Array(FiringPreview),
    removed: Type.Array(FiringPreview),
    moved: Type.Array(Type.Object({ before: FiringPreview, after: FiringPreview }), {
      description: 'the same logical date at another time',
    }),
    kept: Count,
    problems: Type.Array(ProblemItem),
  },
  { $id: 'FiringDiff' },
);
export type FiringDiff = Static<typeof FiringDiff>;

export const Upcoming = Type.Object(
  {
    from: Instant,
    to: Instant,
    cellMinutes: Type.Integer(),
    cells: Type.Array(Type.Object({ at: Instant, count: Count }), { description: 'those that are not empty' }),
    workflows: Count,
    schedules: Count,
    firings: Count,
    unknown: Type.Array(
      Type.Object({
        scheduleId: Id('sch'),
        project: Name,
        workflow: Name,
        schedule: Type.String(),
        message: Type.String(),
      }),
      { description: 'schedules whose firings cannot be told, 20 at most' },
    ),
  },
  { $id: 'Upcoming' },
);
export type Upcoming = Static<typeof Upcoming>;

export const UpcomingFiring = Type.Object(
  {
    scheduleId: Id('sch'),
    project: Name,
    workflow: Name,
    schedule: Type.String(),
    logicalTime: Instant,
    localTime: Type.String(),
    startsAt: Instant,
    timezone: Type.String(),
    expectedMs: Opt(Type.Object({ p50: Type.Integer(), p95: Type.Integer() })),
    held: Opt(Held),
    notes: Notes,
  },
  { $id: 'UpcomingFiring' },
);
export type UpcomingFiring = Static<typeof UpcomingFiring>;
