/**
 * Workflow documents: the published schema, reading with lines and columns, validation with hints, the
 * canonical form and its hash. Pure and browser-safe: the console, the CLI and the API say the same about
 * a document. Nothing here runs, stores or fetches anything.
 */
export { canonicalize, hashQueue, hashVersion } from './canonical.ts';
export { checkDocument } from './check-document.ts';
export { checkSchedule, type CheckedSchedule } from './check-schedule.ts';
export { type CalendarReference, calendarReferences, usesCalendars } from './checks/calendar-references.ts';
export { type DatasetReference, datasetReferences } from './checks/dataset-references.ts';
export { type LineageReference, type LineageThing, lineageReferences } from './checks/lineage-references.ts';
export { referencedFiles } from './checks/files.ts';
export { pathBeside } from './checks/path-beside.ts';
export { TYPE_OUTPUTS } from './checks/task-outputs.ts';
export { secretReferences } from './checks/secrets.ts';
export { type WorkflowReference, workflowReferences } from './checks/sub-workflows.ts';
export { DOCUMENT_FAULTS, type Finding, type FindingCode, formatFinding, hasErrors, wordsOf } from './finding.ts';
export {
  type LoadResult,
  type LoadedCalendar,
  type LoadedQueue,
  type LoadedDataset,
  type LoadedWorkflow,
  type SourceFile,
  loadDocuments,
} from './load.ts';
export { queueFindings, usesQueues } from './link-queues.ts';
export { type ParseResult, type ParsedDocument, parseDocuments } from './parse.ts';
export type { JsonSchema } from './schema/json-schema.ts';
export { calendarSchema } from './schema/calendar-schema.ts';
export { queueSchema } from './schema/queue-schema.ts';
export { datasetSchema } from './schema/dataset-schema.ts';
export { workflowSchema } from './schema/workflow-schema.ts';
export { taskSchemas } from './generated/task-schemas.ts';
export { MAX_FINDINGS, type ValidationResult, validateDocument } from './validate.ts';
