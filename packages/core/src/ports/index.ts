export {
  APPROVAL_STATES,
  type ApprovalAnswer,
  type ApprovalEngineStore,
  type ApprovalFilter,
  type ApprovalRecord,
  type ApprovalRequest,
  type ApprovalState,
  type ApprovalStore,
  type Settled,
} from './approval-store.ts';
export type {
  DatasetRecord,
  DatasetWorkflow,
  DatasetStore,
  DatasetUpdate,
  DatasetWaitRecord,
  LiveWorkflow,
  NewDatasetUpdate,
} from './dataset-store.ts';
export {
  type AwaitedWorkflow,
  type FileProbe,
  type FileSight,
  type FileTarget,
  MAX_KEPT_SIGNALS,
  type NewSignal,
  type NewWait,
  type SignalRecord,
  type SignalResult,
  type SpanRun,
  type UpdatedDataset,
  WAIT_FINDINGS,
  type WaitAnswer,
  type WaitEngineStore,
  type WaitFinding,
  type WaitRecord,
} from './wait-store.ts';
export type {
  Accepted,
  Granted,
  KnownLimitRule,
  LimitDetail,
  LimitEngineStore,
  LimitPartyRecord,
  LimitRecord,
  LimitRuleName,
  LimitRuleRecord,
  LimitRuleVersion,
  LimitStore,
  OverLimit,
  UniqueClaim,
  WindowClaim,
} from './limit-store.ts';
export type { AccessStore, Principal, TokenKind, TokenRecord } from './access-store.ts';
export type {
  BackfillChange,
  BackfillDateRecord,
  BackfillEngineStore,
  BackfillFilter,
  BackfillPlan,
  BackfillRecord,
  BackfillRequest,
  BackfillStore,
  CapOf,
  DateStart,
  OpenBackfill,
  PinnedWorkflow,
  PlannedItem,
  PlanRecord,
  StartableDate,
} from './backfill-store.ts';
export type {
  ChildEntry,
  ChildrenStartBatch,
  ChildrenStore,
  EndedRuns,
  KeptChild,
  NewChild,
  ParentKey,
  ParentTask,
  Reach,
  ReachedChild,
  TargetWorkflow,
} from './children-store.ts';
export type {
  BulkEngineStore,
  BulkRecord,
  BulkRunRecord,
  BulkStore,
  NewBulk,
  NewBulkRun,
  SettledBulkRun,
  TakenBulkRun,
} from './bulk-store.ts';
export type {
  Coordinator,
  CoordinatorOptions,
  CreateCoordinator,
  Term,
  TermStore,
} from './coordinator.ts';
export type {
  CalendarChanges,
  CalendarRecord,
  CalendarStore,
  CalendarVersionRecord,
  LiveCalendars,
  NewCalendarVersion,
} from './calendar-store.ts';
export { type AuditFilter, type AuditStore, PLATFORM_AUDIT } from './audit-store.ts';
export { LAST_RESULTS } from './catalog.ts';
export type {
  Applied,
  ApplyOutcome,
  CatalogStore,
  LastResult,
  LiveVersion,
  NewSchedule,
  NewTest,
  NewVersion,
  Page,
  TestVersion,
  VersionRecord,
  VersionSummary,
  WorkflowStats,
  WorkflowFacets,
  WorkflowFilter,
  WorkflowRecord,
} from './catalog.ts';
export { COMPLETION_SHARDS } from './engine-store.ts';
export type { Pulse, PulseHorizon } from './pulse.ts';
export type {
  WorkflowPlan,
  WorkflowPlanItem,
  WorkflowPlanRecord,
  WorkflowPlanResult,
  WorkflowPlanStore,
} from './workflow-plan-store.ts';
export type { CompensationStore } from './compensation-store.ts';
export {
  type ClockWitnessStore,
  type Incident,
  INCIDENT_KINDS,
  type IncidentKind,
  type IncidentStore,
} from './incident-store.ts';
export type {
  Advanced,
  ChildProgress,
  Completion,
  Decision,
  EndableRun,
  GraphCompletion,
  Retry,
  RunEnd,
} from './completions.ts';
export type {
  AttemptBudget,
  ArtifactUpload,
  KeptOutput,
  DueTask,
  EngineStore,
  EngineVersion,
  FinishedUpstream,
  LaneRecord,
  LiveAttempt,
  OrphanedAttempt,
  LogChunkRecord,
  NextDue,
  Beat,
  BeatTimes,
  NewSession,
  RunContextRecord,
  StopOutcome,
} from './engine-store.ts';
export type { AlikeRuns, Claimed, Leased, NewRun, Placement, StartedRuns } from './placements.ts';
export { type Level, type LevelNames, type LevelOf, levelOf, LEVELS } from './level.ts';
export type { Outbox, OutboxPage, RunEnded } from './outbox.ts';
export type { PauseRecord, PauseRequest } from './pause.ts';
export type {
  AlertLog,
  DueNotice,
  NoticeAlert,
  NoticeChannel,
  NoticeOutcome,
  RecordOptions,
} from './alert-log.ts';
export {
  type AlertDetail,
  type AlertFilter,
  type AlertHour,
  type AlertPlace,
  type AlertRecord,
  type AlertRuleName,
  type AlertRuleRecord,
  type AlertStore,
  type ChannelRecord,
  MAX_ALERT_RULES,
  MAX_CHANNELS,
  MAX_SILENCES,
  type NewChannel,
  type NewSilence,
  type NoisyTask,
  type NoticeRecord,
  type SilencePreview,
  type SilenceRecord,
  type SilenceResult,
  type SilenceScope,
} from './alert-store.ts';
export type {
  AskResult,
  Command,
  ControlResult,
  RerunRequest,
  RerunResult,
  RunController,
  RunStarter,
  StartManyRequest,
  StartRequest,
  StartResult,
  StopOrigin,
  StopResult,
} from './run-commands.ts';
export type {
  ControlBy,
  Controlled,
  ControlledTask,
  ControlRefused,
  FinishedRun,
  PartialRerun,
  PauseBy,
  PhaseEntry,
  Resumed,
  RunControlStore,
  TaskStanding,
} from './run-control-store.ts';
export type {
  ArtifactRecord,
  AttemptRecord,
  EventFeed,
  EventRecord,
  FamilyMember,
  FeedEvent,
  LogFound,
  LogRange,
  LogSearch,
  LogSlice,
  ChildFilter,
  ChildTotals,
  RunFilter,
  RunQueries,
  RunParent,
  RunRecord,
  TaskRange,
  TaskRunRecord,
  Transition,
  WorkerRecord,
} from './run-queries.ts';
export type {
  OverviewPlace,
  OverviewQueries,
  PlatformLag,
  PromiseAtRisk,
  RunCounts,
} from './overview-queries.ts';
export type { FireResult, ScheduleChange, ScheduleControl, WorkflowPlace } from './schedule-control.ts';
export type {
  FiringRecord,
  LedgerDay,
  ScheduleFilter,
  ScheduleQueries,
  ScheduleRecord,
  TimeRange,
  UpcomingFilter,
  UpcomingSchedule,
} from './schedule-queries.ts';
export type {
  Fired,
  FirePlan,
  FiringEntry,
  FiringSchedule,
  HeldRun,
  HoldKind,
  ReleasedRun,
  ScheduleClaim,
} from './schedule-store.ts';
export {
  MAX_SAVED_VIEWS,
  type NewSavedView,
  type SavedViewRecord,
  type SavedViewStore,
  VIEW_PAGES,
  type ViewPage,
} from './saved-view-store.ts';
export type { Scope, TenantScope } from './scope.ts';
export {
  SECRET_BYTES,
  type SecretConsumer,
  type SecretReader,
  type SecretRecord,
  type SecretStore,
  type SecretUse,
} from './secret-store.ts';
export type { Idempotency, KeyHolder, MadeOnce } from './idempotency.ts';
export { MAX_SHOWN_NOTES, type NewRunNote, type NoteStore, type RunNote } from './note-store.ts';
export type { DraftName, DraftRecord, DraftStore, EditorWindow } from './draft-store.ts';
export type { VariableLevel, VariableRecord, VariableStore } from './variable-store.ts';
export {
  type BacklogLane,
  type FleetWorker,
  type LaneBacklog,
  MAX_COUNTED,
  type QueueChange,
  type NewQueue,
  type QueueRecord,
  type QueueStore,
} from './queue-store.ts';
export type { DueSla, LongRunning, PromisedTerms, SlaSettlement, SlaStore } from './sla-store.ts';
export { type HealthStore, MAX_NAMED_FACTS, type ServerHealthStore } from './health-store.ts';
