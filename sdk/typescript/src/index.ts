/**
 * TypeScript client for Carillon: start runs, wait for them, read what they did. Runs wherever `fetch`
 * does. Workers for `function` tasks are under `@carillon/sdk/worker`.
 */
export type {
  AcknowledgeAlert,
  Alert,
  AlertDetail,
  AlertNotice,
  AlertRule,
  Channel,
  CreateSilence,
  NoisyTask,
  PreviewSilence,
  RemoveAlertRule,
  SetAlertRule,
  SetChannel,
  Silence,
  SilencePreview,
  Overview,
  ApplyPlan,
  ApplyRequest,
  ApplyResult,
  Artifact,
  Attempt,
  AuditCheckpoint,
  AuditRecord,
  Approval,
  Queue,
  QueueCommand,
  Approve,
  Backfill,
  BackfillDate,
  Calendar,
  CalendarDay,
  CalendarVersion,
  CancelBackfill,
  ChangeBackfill,
  ChangeRun,
  ClearTaskRun,
  CreatedToken,
  Dataset,
  Duty,
  DatasetUpdate,
  DatasetUse,
  DatasetWait,
  Lineage,
  LineageEdge,
  LineageNode,
  BulkItem,
  BulkPlan,
  CreateBulkPlan,
  CreateWorkflowPlan,
  WorkflowPlan,
  WorkflowPlanItem,
  CreatePlan,
  CreateToken,
  DiscardDraft,
  Draft,
  DraftSummary,
  DryRun,
  DryRunRequest,
  Check,
  EffectiveValue,
  Evidence,
  Explanation,
  Finding,
  Fix,
  Healing,
  Incident,
  Limit,
  LimitRule,
  LogHits,
  LogSlice,
  MarkTaskRun,
  PageOf,
  Plan,
  PlanItem,
  ProblemItem,
  RemoveLimitRule,
  RemoveSecret,
  RemoveVariable,
  RerunRun,
  Run,
  RunChange,
  RunEvent,
  RunExplanation,
  RunGraph,
  RunMatrix,
  RunNote,
  AddRunNote,
  FireSchedule,
  FiringDiff,
  FiringDiffRequest,
  FiringPreview,
  LedgerRow,
  Named,
  PauseSchedule,
  PauseWorkflow,
  PreviewRequest,
  PreviewResult,
  ResumeSchedule,
  ResumeWorkflow,
  Schedule,
  ScheduleDay,
  SavedView,
  SaveDraft,
  SaveView,
  SearchHit,
  Upcoming,
  UpcomingFiring,
  Secret,
  SendEvent,
  SendSignal,
  SecretUse,
  Server,
  Session,
  Reject,
  SetBackfill,
  SetLimitRule,
  SetSecret,
  SetVariable,
  Signal,
  SignInCode,
  StartedBatch,
  StartRun,
  StartRunBatch,
  TaskChange,
  TaskRun,
  TestTask,
  TaskRunExplanation,
  Token,
  UpdateDataset,
  ValidateResult,
  Variable,
  WaitGroup,
  Worker,
  WorkerCommand,
  Workflow,
  WorkflowVersion,
} from '@carillon/protocol';
export {
  FIRING_OUTCOMES,
  type FiringOutcome,
  SCHEDULE_STATES,
  SCHEDULE_TYPES,
  type ScheduleState,
  type ScheduleType,
} from '@carillon/protocol/schedule-words';
export { ApiError, readApiError, UnreachableError } from './api-error.ts';
export {
  type Client,
  type ClientOptions,
  createClient,
  type OverviewQuery,
  type SearchQuery,
  type WaitingQuery,
} from './client.ts';
export type { StreamEvent, StreamOptions } from './event-stream.ts';
export type { SignInCodes } from './resources/access.ts';
export type { AlertFilter, Alerts } from './resources/alerts.ts';
export type { Channels } from './resources/channels.ts';
export type { SilenceFilter, Silences } from './resources/silences.ts';
export type { Artifacts, Download } from './resources/artifacts.ts';
export type { ApprovalFilter, Approvals } from './resources/approvals.ts';
export type { PlatformHealth } from './resources/platform-health.ts';
export type { Queues } from './resources/queues.ts';
export type { Incidents } from './resources/incidents.ts';
export type { DatasetFilter, Datasets, DatasetUpdateFilter, LineageRequest } from './resources/datasets.ts';
export type { SignalOptions, Signals } from './resources/signals.ts';
export type { BackfillFilter, Backfills } from './resources/backfills.ts';
export type { Bulk, Plans, ShownItems } from './resources/plans.ts';
export type { CalendarFilter, CalendarName, CalendarRange, Calendars } from './resources/calendars.ts';
export type { Documents } from './resources/documents.ts';
export type { DraftFilter, Drafts } from './resources/drafts.ts';
export type { SavedViewFilter, SavedViews } from './resources/saved-views.ts';
export {
  isFinalRun,
  type RunChangeOptions,
  type ChildrenFilter,
  type RunFilter,
  type Runs,
  type RunSnapshot,
  type StartOptions,
} from './resources/runs.ts';
export type {
  LedgerFilter,
  ScheduleFilter,
  Schedules,
  UpcomingFilter,
  UpcomingRange,
} from './resources/schedules.ts';
export type { FollowOptions, LogRange, LogSearch, TaskRuns } from './resources/task-runs.ts';
export type { Audit, AuditQuery } from './resources/audit.ts';
export type { Level, Secrets } from './resources/secrets.ts';
export type { Tokens } from './resources/tokens.ts';
export type { Limits } from './resources/limits.ts';
export type { Variables } from './resources/variables.ts';
export type { PageRequest, WorkflowFilter, WorkflowName, Workflows } from './resources/workflows.ts';
export type { RetryPolicy } from './retry.ts';
export type { ChangeOptions } from './run-changes.ts';
export type { Call, QueryValue } from './transport.ts';
