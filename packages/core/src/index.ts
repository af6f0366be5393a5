/**
 * The domain: what a run is, when it may move, when it fires, what starts next. Pure: no clock, no
 * randomness, no I/O, so that the same code decides in the server, the CLI and the browser, and whole
 * clusters can be simulated. Decisions return values; others act on them.
 */
export type { AuditChange, AuditEntry, AuditOrigin, AuditRecord } from './audit/audit-record.ts';
export {
  type AuditCheckpoint,
  auditHash,
  createChainCheck,
  formatCheckpoint,
  GENESIS_HASH,
  parseCheckpoint,
} from './audit/chain.ts';
export {
  BACKFILL_COMMANDS,
  BACKFILL_DATE_STATES,
  BACKFILL_STATES,
  type BackfillCommand,
  type BackfillDateState,
  backfillObstacle,
  type BackfillState,
} from './backfill/backfill-state.ts';
export { backfillCap } from './backfill/cap.ts';
export { downstreamTimes } from './backfill/downstream-times.ts';
export { backfillEta, type Durations, estimateBackfill } from './backfill/estimate.ts';
export { type LogicalTime, logicalTimesIn, MAX_BACKFILL_DATES, type TimesOf } from './backfill/logical-times.ts';
export {
  BACKFILL_ONLY,
  BACKFILL_ORDERS,
  type BackfillAction,
  type BackfillItem,
  type BackfillOnly,
  type BackfillOrder,
  type BackfillTotals,
  backfillTotals,
  type NewestRun,
  planBackfill,
} from './backfill/plan-backfill.ts';
export { planChanges } from './backfill/plan-changes.ts';
export {
  BULK_ACTIONS,
  BULK_COMMANDS,
  BULK_RUN_STATES,
  BULK_SKIPS,
  BULK_STATES,
  type BulkAction,
  type BulkCommand,
  bulkEta,
  bulkObstacle,
  type BulkRunState,
  type BulkSkip,
  bulkSkip,
  type BulkState,
  type BulkTotals,
  DEFAULT_BULK_RATE,
  MAX_BULK_RUNS,
} from './bulk/bulk-runs.ts';
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
} from './ports/approval-store.ts';
export type {
  DatasetRecord,
  DatasetStore,
  DatasetUpdate,
  NewDatasetUpdate,
} from './ports/dataset-store.ts';
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
} from './ports/wait-store.ts';
export type { DatasetDocument, ProducedDataset } from './definition/dataset-document.ts';
export {
  type AwaitConditions,
  type AwaitedRun,
  type AwaitedRuns,
  awaitsOwnPeriod,
  type AwaitVerdict,
  type FoundRun,
  judgeAwaited,
  leavesOf,
  spansOf,
  verdictOnRun,
} from './wait/awaited-runs.ts';
export { type FileConditions, type FileVerdict, judgeFile } from './wait/file-conditions.ts';
export { cycleSpans, DATE_CYCLES, type DateCycle, type TimeSpan } from './wait/date-cycles.ts';
export { nextInWindow, type TimeWindow } from './wait/time-window.ts';
export { datasetTopic, runTopic, signalTopic } from './wait/topics.ts';
export {
  BESIDE,
  DEFAULT_POLL_MS,
  WAIT_SUBJECTS,
  type WaitKind,
  waitKind,
  waitOutputs,
  type WaitSubject,
  waitSubjects,
} from './wait/wait-fields.ts';
export { type Branch, chooseBranch, isChosen, type SwitchFields, switchFields } from './dag/branch.ts';
export { capabilityOf } from './dag/compile-task.ts';
export { compilePlan } from './dag/compile-plan.ts';
export type { Plan, PlanTask, TaskDefinition } from './dag/plan.ts';
export { compensatedBy, compensationOf } from './definition/compensations.ts';
export {
  type DocumentTask,
  documentTasks,
  isPhase,
  type Phase,
  PHASES,
  TASK_MAPS,
  type TaskMap,
} from './definition/document-tasks.ts';
export { previewReopening, previewRerun, type TaskChange, type TaskEffect } from './dag/change-preview.ts';
export {
  type ChildPlace,
  type LoopKind,
  type ChildrenSpec,
  type ChildStart,
  type ChildTarget,
  type Expansion,
  MAX_CHILDREN_A_START,
  MAX_DEPTH,
  type Next,
  NO_PROGRESS,
  type Progress,
  type StartedChild,
} from './dag/expansion.ts';
export { expand, type ExpansionSources, nextChildren } from './dag/next-children.ts';
export { OUTERMOST, type Result, taskNamed, type TaskScope, tasksContext, tasksRead } from './dag/task-scope.ts';
export { planReopening, reopenedFrom, type ReopenProblem, type Reopening } from './dag/reopen.ts';
export {
  type BatchDocument,
  type ConcurrencyDocument,
  type DebounceDocument,
  LIMIT_COUNTS,
  type LimitCounts,
  type LimitRuleDocument,
  ON_DUPLICATE,
  ON_LIMIT,
  type OnDuplicate,
  type OnLimit,
  type RateDocument,
  type StartsDocument,
  type UniqueDocument,
} from './definition/limit-document.ts';
export { chooseGrants, type Grants, type LimitState, type LimitWaiter, OVERTAKE_MS } from './limits/choose-grants.ts';
export { afterGrant, nextGrantAt, type RateFigures, rateInterval } from './limits/gcra.ts';
export { type HeldStart, limitReason } from './limits/held-start.ts';
export { MAX_APPLY_BYTES, MAX_BODY_BYTES, MAX_DOCUMENT_BYTES } from './limits/request-bounds.ts';
export { type Bounded, childNotices, nearLimit, runNotices } from './limits/near-limit.ts';
export {
  ARRIVING_LANE,
  idOf,
  LIMIT_LEVELS,
  type LimitClaim,
  limitClaims,
  type LimitLevel,
  type LimitScope,
  type LimitSource,
  paceOf,
  type RecordedLimits,
  ruleOf,
  slotsOf,
  WAITING_LANE,
  WHOLE_RUN,
} from './limits/limit-claims.ts';
export { superseded } from './limits/superseded.ts';
export { runSource, type TaskLimits, taskLimits, taskSource } from './limits/task-limits.ts';
export type {
  Accepted,
  Granted,
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
} from './ports/limit-store.ts';
export {
  type MarkState,
  planRerun,
  type RerunPlan,
  type RerunProblem,
  type RerunSelection,
} from './dag/rerun.ts';
export type { Check, CheckVerdict, Evidence, Explanation } from './explain/check.ts';
export { boundAnswer, MAX_TOLD } from './explain/bound-answer.ts';
export { type ExplainedRun, groupWaits, type WaitGroup } from './explain/wait-groups.ts';
export { explainBackfill } from './explain/explain-backfill.ts';
export { explainSchedule } from './explain/explain-schedule.ts';
export { explainRun, explainTask, type RunExplanation, type TaskExplanation } from './explain/explain-run.ts';
export {
  type HoldFacts,
  type ChildrenFacts,
  type HolderFacts,
  type LineFacts,
  MAX_AHEAD,
  type RunFacts,
  type TaskFacts,
  type WorkerFacts,
} from './explain/facts.ts';
export type { WaitFacts } from './explain/awaits-check.ts';
export type { LimitFacts } from './explain/limit-checks.ts';
export { type Fix, FIX_ACTIONS } from './explain/fixes.ts';
export { sentenceOf, WAIT_CODES, type WaitCode } from './explain/wait-codes.ts';
export {
  type CompensationEnd,
  type CompensationStep,
  compensationTasks,
  nextCompensation,
} from './dag/compensation.ts';
export { ENTRY, tasksInline } from './definition/group-tasks.ts';
export { asGroup, MAP_REDUCE_TASKS, mapReduceFields } from './definition/map-reduce.ts';
export type { CheckDocument } from './dag/given-tasks.ts';
export { loopKind, MAX_GIVEN_TASKS, MAX_ITEMS, MAX_ROUNDS, MAX_SHARDS, MAX_TASKS } from './dag/loops.ts';
export { type FieldValue, fieldValues } from './dag/field-values.ts';
export { tasksOfTurn, type Turn, turnContext, turnOf } from './dag/turn.ts';
export {
  givenContext,
  needsItem,
  taskAt,
  tasksReadBy,
  testDocument,
  testedTask,
  type TaskPlace,
  type TaskRead,
  type TestedTask,
  type TestProblem,
} from './dag/task-test.ts';
export { graphEdges } from './dag/graph-edges.ts';
export { groupAgainst, type GroupEnd, groupEnd } from './dag/group-end.ts';
export { type Counters, judge, startsEarly, TRIGGER_RULES, type TriggerRule } from './dag/rules.ts';
export {
  type CalendarDates,
  type CalendarDocument,
  type FreezeWindow,
  HOLIDAY_TYPES,
  type HolidaySource,
  type HolidayType,
  type Weekday,
  WEEKDAYS,
} from './definition/calendar-document.ts';
export { takesRuns } from './definition/lifecycle.ts';
export { canonicalJson } from './definition/canonical-json.ts';
export { secretsOf } from './dag/secrets-of.ts';
export { documentZone, schedulesOf } from './definition/document-zone.ts';
export {
  type DocumentFiles,
  type FailureStrategy,
  type Given,
  type GivenTask,
  type Json,
  type JsonObject,
  type OutputType,
  type Param,
  PARAM_FORMATS,
  PARAM_TYPES,
  type ParamFormat,
  type ParamSchema,
  type ParamType,
  type TaskDocument,
  type WorkflowDocument,
} from './definition/document.ts';
export {
  type CalendarRule,
  type DstPolicy,
  MISFIRE_POLICIES,
  type MisfirePolicy,
  OVERLAP_POLICIES,
  type OverlapPolicy,
  SCHEDULE_KINDS,
  type ScheduleDocument,
  scheduleKind,
  type ScheduleKind,
} from './definition/schedule-document.ts';
export { PLANNED_TASK_TYPES, TASK_TYPES, type TaskType } from './definition/task-types.ts';
export { parseDuration, parseSize } from './definition/units.ts';
export { CarillonError, type ErrorCode, errorKind, isErrorCode } from './errors.ts';
export { formatId, isUuid, MAX_TASK_NO, newRunId, parseId, splitTaskRunId, taskRunId, uuidv7 } from './ids.ts';
export { CONTEXT_NAMES, FUNCTION_NAMES } from './params/cel-environment.ts';
export type { ExpressionContext } from './params/compiled-expression.ts';
export { documentCalendars, expressionCalendars } from './params/document-calendars.ts';
export { ExpressionError } from './params/expression-error.ts';
export {
  evaluateCondition,
  hasExpressions,
  references,
  resolveValue,
  templateReferences,
} from './params/expressions.ts';
export { didYouMean, nearestName } from './params/nearest-name.ts';
export { excerpt, isNestedTooDeep, jsonOrText, MAX_JSON_LEVELS, sameJson } from './params/json-values.ts';
export {
  MAX_GIVEN_OUTPUT_BYTES,
  MAX_LOADED_BYTES,
  MAX_OUTPUT_BYTES,
  NEAR_LIMIT,
  outputArtifact,
  outputReference,
  type OutputReference,
  outputsToMove,
} from './params/large-output.ts';
export { MAX_SCHEMA_DEPTH } from './params/param-schema.ts';
export { checkParam } from './params/param-value.ts';
export { MAX_PARAMS_BYTES, paramsBytes, pointerOf, resolveParams } from './params/params.ts';
export { findInLog, type FindInChunk, type LogHit, type LogQuery } from './log/find-in-log.ts';
export { patternSize, searchPattern } from './params/patterns.ts';
export type { Reference } from './params/references.ts';
export { logicalDateOf, placeContext, RUN_FIELDS, runContext } from './params/run-context.ts';
export { revealSecrets, type SecretField, secretFields, secretNames } from './params/secret-fields.ts';
export {
  isConditionField,
  isFixedField,
  isVerbatimField,
  resolveNamedFields,
  resolveTaskFields,
} from './params/task-fields.ts';
export { isTemplate, secretNameOf, splitTemplate } from './params/template.ts';
export type { AccessStore, Principal, TokenKind, TokenRecord } from './ports/access-store.ts';
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
} from './ports/backfill-store.ts';
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
} from './ports/children-store.ts';
export type {
  BulkEngineStore,
  BulkRecord,
  BulkRunRecord,
  BulkStore,
  NewBulk,
  NewBulkRun,
  SettledBulkRun,
  TakenBulkRun,
} from './ports/bulk-store.ts';
export type {
  Coordinator,
  CoordinatorOptions,
  CreateCoordinator,
  Term,
  TermStore,
} from './ports/coordinator.ts';
export type {
  CalendarChanges,
  CalendarRecord,
  CalendarStore,
  CalendarVersionRecord,
  LiveCalendars,
  NewCalendarVersion,
} from './ports/calendar-store.ts';
export { type AuditFilter, type AuditStore, PLATFORM_AUDIT } from './ports/audit-store.ts';
export type {
  Applied,
  ApplyOutcome,
  CatalogStore,
  LiveVersion,
  NewSchedule,
  NewTest,
  NewVersion,
  Page,
  TestVersion,
  VersionRecord,
  VersionSummary,
  WorkflowStats,
  WorkflowRecord,
} from './ports/catalog.ts';
export { COMPLETION_SHARDS } from './ports/engine-store.ts';
export type { Pulse, PulseHorizon } from './ports/pulse.ts';
export type { CompensationStore } from './ports/compensation-store.ts';
export {
  AGREEING_MS,
  BORNE_STEP_MS,
  type ClockVerdict,
  clockVerdict,
  FEWEST_JUDGES,
  type OpenClockStep,
} from './incident/clock-verdict.ts';
export {
  type ClockWitnessStore,
  type Incident,
  INCIDENT_KINDS,
  type IncidentKind,
  type IncidentStore,
} from './ports/incident-store.ts';
export type {
  Advanced,
  ChildProgress,
  Completion,
  Decision,
  EndableRun,
  GraphCompletion,
  Retry,
  RunEnd,
} from './ports/completions.ts';
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
  Beat,
  BeatTimes,
  NewSession,
  RunContextRecord,
  StopOutcome,
} from './ports/engine-store.ts';
export type { Claimed, Leased, NewRun, Placement, StartedRuns } from './ports/placements.ts';
export { type Level, type LevelNames, type LevelOf, levelOf, LEVELS } from './ports/level.ts';
export type { Outbox, OutboxPage, RunEnded } from './ports/outbox.ts';
export type {
  AlertLog,
  DueNotice,
  NoticeAlert,
  NoticeChannel,
  NoticeOutcome,
  RecordOptions,
} from './ports/alert-log.ts';
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
  type SilenceScope,
} from './ports/alert-store.ts';
export {
  type AlertState,
  type Cause,
  type CauseContext,
  type CauseEvent,
  type CauseNotice,
  failAgain,
  type Followed,
  type NoticeKind,
  recover,
} from './alert/cause.ts';
export { causeFingerprint, type FailedTask, MAX_CAUSES_OF_TASK, otherCausesFingerprint } from './alert/fingerprint.ts';
export {
  ALERT_SEVERITIES,
  type AlertRule,
  type AlertRuleFields,
  alertRuleFor,
  type AlertRuleScope,
  type AlertSeverity,
  DEFAULT_ALERT_RULE,
  MAX_HOLD_MS,
  type ScopedAlertRule,
} from './alert/rule.ts';
export { type CauseSilence, MAX_SILENCE_MS } from './alert/silence.ts';
export type {
  AskResult,
  Command,
  ControlResult,
  RerunRequest,
  RerunResult,
  RunController,
  RunStarter,
  StartRequest,
  StartResult,
  StopOrigin,
  StopResult,
} from './ports/run-commands.ts';
export type {
  ControlBy,
  Controlled,
  ControlledTask,
  ControlRefused,
  FinishedRun,
  PartialRerun,
  PhaseEntry,
  Resumed,
  RunControlStore,
  TaskStanding,
} from './ports/run-control-store.ts';
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
} from './ports/run-queries.ts';
export type {
  OverviewPlace,
  OverviewQueries,
  PlatformLag,
  PromiseAtRisk,
  RunCounts,
} from './ports/overview-queries.ts';
export type { FireResult, ScheduleChange, ScheduleControl, WorkflowPlace } from './ports/schedule-control.ts';
export type {
  FiringRecord,
  LedgerDay,
  ScheduleFilter,
  ScheduleQueries,
  ScheduleRecord,
  TimeRange,
  UpcomingFilter,
  UpcomingSchedule,
} from './ports/schedule-queries.ts';
export type {
  Fired,
  FirePlan,
  FiringEntry,
  FiringSchedule,
  HeldRun,
  HoldKind,
  ReleasedRun,
  ScheduleClaim,
} from './ports/schedule-store.ts';
export {
  MAX_SAVED_VIEWS,
  type NewSavedView,
  type SavedViewRecord,
  type SavedViewStore,
  VIEW_PAGES,
  type ViewPage,
} from './ports/saved-view-store.ts';
export type { Scope, TenantScope } from './ports/scope.ts';
export {
  SECRET_BYTES,
  type SecretConsumer,
  type SecretReader,
  type SecretRecord,
  type SecretStore,
  type SecretUse,
} from './ports/secret-store.ts';
export { MAX_SHOWN_NOTES, type NoteStore, type RunNote } from './ports/note-store.ts';
export type { DraftName, DraftRecord, DraftStore, EditorWindow } from './ports/draft-store.ts';
export type { VariableLevel, VariableRecord, VariableStore } from './ports/variable-store.ts';
export {
  DISK_FULL,
  DISK_LABEL,
  HOST_LABEL,
  type Labels,
  type LabelsDocument,
  OWN_LABEL_PREFIX,
  type Preference,
  unmatchedLabel,
  WORKER_LABEL,
} from './placement/labels.ts';
export { dynamicWorkers, type Requirement, requirementOf, resolvedRequirement } from './placement/requirement.ts';
export {
  formatResources,
  lackingResource,
  minusResources,
  NO_RESOURCES,
  parseResources,
  plusResources,
  RESOURCE_NAMES,
  type ResourceName,
  type Resources,
  type ResourcesDocument,
  resourcesText,
  timesWithin,
} from './placement/resources.ts';
export {
  ANY_WORKER,
  parseSelector,
  pinnedTo,
  type Selector,
  selectorText,
  STRATEGIES,
  type Strategy,
  type WorkersDocument,
} from './placement/selector.ts';
export { type Candidate, chooseWorker, newTurns, noteTurn, type Turns } from './placement/strategy.ts';
export type { QueueFacts } from './explain/queue-checks.ts';
export {
  incapability,
  isCapable,
  isDiskFull,
  missingNow,
  ownLabels,
  verdictOn,
  withDisk,
  type WorkerNeeds,
  type WorkerOffer,
  type WorkerStanding,
  type WorkerVerdict,
} from './placement/verdict.ts';
export { DEFAULT_QUEUE, type QueueDocument } from './definition/queue-document.ts';
export {
  type BacklogLane,
  type FleetWorker,
  type LaneBacklog,
  MAX_COUNTED,
  type QueueChange,
  type NewQueue,
  type QueueRecord,
  type QueueStore,
} from './ports/queue-store.ts';
export { MAX_QUEUED_RUNS } from './queue/max-queued-runs.ts';
export { compileQueue, parseShare, plainQueue, queuesFault, type QueueSpec } from './queue/queue-spec.ts';
export {
  holdersOf,
  type QueueBook,
  type QueueHolder,
  type QueueStanding,
  queueStandings,
  sharesOf,
} from './queue/queue-standing.ts';
export { createShares, type Gate, type ShareLane, type Shares } from './queue/shares.ts';
export { rankOf } from './queue/rank.ts';
export {
  type Obstacle,
  OBSTACLES,
  RUN_COMMANDS,
  type RunCommand,
  runObstacle,
  TASK_RUN_COMMANDS,
  type TaskRunCommand,
  type TaskRunStanding,
  taskRunObstacle,
  TEST_TRIGGER,
} from './run/obstacles.ts';
export type { DueSla, LongRunning, PromisedTerms, SlaSettlement, SlaStore } from './ports/sla-store.ts';
export {
  type ComparableTask,
  type ComparedTask,
  type ComparedValue,
  compareTasks,
  compareValues,
  TASK_DIFFERENCES,
  type TaskDifference,
} from './run/compare-runs.ts';
export {
  LEAST_USUAL_RUNS,
  type TaskTime,
  USUAL_RUNS,
  type UsualTime,
  type UsualTimes,
  usualTimes,
} from './run/usual-times.ts';
export { fillTemplate } from './run/fill-template.ts';
export { reasonText } from './run/reason-text.ts';
export {
  judgeSla,
  LONG_RUNNING_FACTOR,
  OF_RUN,
  SLA_KINDS,
  type SlaDocument,
  type SlaKind,
  type SlaPromise,
  type SlaTerm,
  slaTerms,
} from './run/sla.ts';
export {
  comesBefore,
  endOfStop,
  mayCompensate,
  nextPhase,
  phaseCode,
  phaseOf,
  type RunEndState,
} from './run/phases.ts';
export { decideRetry, unitHash } from './run/retry.ts';
export {
  ATTEMPT_STATE_CODES,
  ATTEMPT_STATES,
  type AttemptState,
  attemptStateOf,
  FIRST_FINAL_CODE,
  isFinalRunState,
  isFinalTaskState,
  type Reason,
  REASON_FAULTS,
  type ReasonCode,
  RUN_STATE_CODES,
  RUN_STATES,
  type RunState,
  runStateOf,
  TASK_RUN_STATES,
  TASK_STATE_CODES,
  type TaskRunState,
  taskStateOf,
} from './run/states.ts';
export {
  answerTo,
  next,
  RUN_TRANSITIONS,
  runEdges,
  TASK_TRANSITIONS,
  type TaskEventName,
  taskMoves,
  taskStatesBefore,
} from './run/transitions.ts';
export {
  addOpenDays,
  type CalendarTable,
  type CalendarTables,
  dateOfDay,
  dayIn,
  dayNumberOf,
  encodeYear,
  firstDayOf,
  type FreezeSpan,
  knownUntil,
  nthOpenDayOfMonth,
  yearOf,
} from './schedule/calendar-table.ts';
export { diffFirings } from './schedule/firing-diff.ts';
export { type FiringPreview, heldText, localTimeText, previewFirings, previewOf } from './schedule/firing-preview.ts';
export { firingAt } from './schedule/firing-at.ts';
export {
  FIRING_REASONS,
  type FiringDecision,
  type FiringOutcome,
  type FiringReason,
} from './schedule/firing-decision.ts';
export { FIRING_NOTES, type FiringNote, type FiringTime } from './schedule/firing-time.ts';
export { freezeSpan, freezeSpans } from './schedule/freeze-windows.ts';
export { type Interval, intervalOf, logicalDate } from './schedule/intervals.ts';
export { firingsOfDate, startOfDate } from './schedule/logical-date.ts';
export { decideOverlap, type OverlapState } from './schedule/overlap.ts';
export { type FiringPlan, planFirings } from './schedule/plan-firings.ts';
export { runInterval, runLogicalDate } from './schedule/run-period.ts';
export { momentIn } from './schedule/moment.ts';
export { ScheduleError } from './schedule/schedule-error.ts';
export { findScheduleProblems, type ScheduleProblem } from './schedule/schedule-problems.ts';
export {
  calendarNames,
  compileSchedule,
  NO_CALENDARS,
  type Schedule,
  type ScheduleContext,
  zoneNameOf,
} from './schedule/schedule.ts';
export { createWheel } from './schedule/wheel.ts';
export { isTimeZone } from './schedule/zones.ts';
export { errorFingerprint, type Failure, type FailureGroup, groupFailures } from './run/failure-groups.ts';
export { sha256 } from './sha256.ts';
export { CLOCK_OFF_MS, checkDisk, ROLES } from './health/checks/server-checks.ts';
export { diagnose } from './health/diagnose.ts';
export {
  type Finding,
  finding,
  FINDING_CODES,
  type FindingCode,
  FINDINGS,
  isWrong,
  type Severity,
  worstFirst,
} from './health/findings.ts';
export { type Healing, HEALING_KINDS, type HealingKind, HEALINGS, healingsOf } from './health/healing.ts';
export {
  calmSince,
  isShed,
  LOAD_LINES,
  type LoadLevel,
  type LoadSample,
  type LoadState,
  nextLoad,
  SHED,
  type Shed,
  shedAt,
} from './health/load-level.ts';
export {
  type ConsumerFacts,
  type DutyRecord,
  type DutyTerm,
  type ExpiringToken,
  type HealingRecord,
  type NamedSchedule,
  type PlatformFacts,
  type ScheduleFacts,
  SERVER_BEAT_MS,
  type ServerLoad,
  type ServerRecord,
  type ServerState,
  serverState,
  type Standstills,
  type StoreFacts,
} from './health/platform-facts.ts';
export { type HealthStore, MAX_NAMED_FACTS, type ServerHealthStore } from './ports/health-store.ts';
