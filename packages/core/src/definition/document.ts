/**
 * The canonical form of a workflow document (VOCABULARY §4): what `spec` produces from YAML or JSON after
 * validation, what is hashed into a version, and what the plan is compiled from. Durations and sizes are
 * kept as the text people wrote; {@link parseDuration} reads them.
 */
import type { ResourcesDocument } from '../placement/resources.ts';
import type { WorkersDocument } from '../placement/selector.ts';
import type { ConcurrencyDocument, RateDocument, StartsDocument, UniqueDocument } from './limit-document.ts';
import type { LoopKind } from '../dag/expansion.ts';
import type { ProducedDataset } from './dataset-document.ts';
import type { SlaDocument } from '../run/sla.ts';
import type { ScheduleDocument } from './schedule-document.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Fields every document kind has. */
export interface DocumentHead {
  readonly kind: string;
  readonly name: string;
  readonly project: string;
  readonly apiVersion?: string;
  readonly title?: string;
  readonly description?: string;
  readonly owner?: string;
  readonly tags?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

export const PARAM_TYPES = [
  'string',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'duration',
  'array',
  'object',
] as const;
export type ParamType = (typeof PARAM_TYPES)[number];

/** What a text must be the text of. */
export const PARAM_FORMATS = ['date', 'date-time', 'time', 'email', 'hostname', 'ipv4', 'uri', 'uuid'] as const;
export type ParamFormat = (typeof PARAM_FORMATS)[number];

/** A type, and JSON Schema 2020-12 keywords of this subset. */
export interface ParamSchema {
  readonly type: ParamType;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly pattern?: string;
  readonly format?: ParamFormat;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly items?: ParamSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, ParamSchema>>;
  /** Fields that a map must have. */
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ParamSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

/** A typed parameter. */
export interface Param extends Omit<ParamSchema, 'required'> {
  readonly default?: Json;
  /** `true`: a run must have a value. A list: fields that its map must have. */
  readonly required?: boolean | readonly string[];
}

export interface RetryBackoff {
  readonly max?: number;
  readonly backoff?: 'exponential' | 'fixed';
  readonly initial?: string;
  readonly cap?: string;
}

/** Tries after failures of one kind. All that it names must hold; what it leaves out is the policy's. */
export interface RetryRuleDocument extends RetryBackoff {
  readonly exitCodes?: readonly number[];
  /** Reason codes, or names of errors. */
  readonly errors?: readonly string[];
  /** Over `attempt`. */
  readonly when?: string;
}

export interface RetryPolicy extends RetryBackoff {
  /** No try begins later than this after the first one did. */
  readonly maxElapsed?: string;
  readonly lost?: number;
  /** The first that matches decides, with a counter of its own. When absent every failure but exit 78 is tried again. */
  readonly on?: readonly RetryRuleDocument[];
}

export interface Timeouts {
  readonly queue?: string;
  readonly attempt?: string;
  /** All attempts together, from when the task was first ready. */
  readonly task?: string;
}

/** `stop`: the rest is stopped; `pause`: the run waits for a person. */
export type FailureStrategy = 'continue' | 'stop' | 'pause';

/** Judged when all direct upstreams are final, over `tasks`. */
export interface RuleCondition {
  readonly when: string;
}

export type OutputType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';

/** Runs the task once for each item. */
export interface ForEachDocument {
  /** A list, a map (whose entries are the items), or the template that gives one. */
  readonly items: Json;
  /** So many at once; all when absent. */
  readonly max?: number;
  /** So many items together. */
  readonly batch?: number;
}

/** Runs the task again as long as the condition holds. */
export interface WhileDocument {
  /** Over the outputs of the round that has ended. */
  readonly when: string;
  readonly maxRounds: number;
}

export interface TaskDocument {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly needs?: readonly string[];
  readonly when?: string;
  /** The name of a trigger rule, or a condition over the upstreams. */
  readonly rule?: string | RuleCondition;
  readonly with?: JsonObject;
  readonly params?: Readonly<Record<string, Json>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, OutputType>>;
  readonly retry?: RetryPolicy;
  readonly timeout?: string | Timeouts;
  readonly allowFailure?: boolean;
  /** How long its worker may be out of touch before the attempt is given to another, from 14s to 1h. */
  readonly lease?: string;
  /** It stops when its lease cannot be renewed, also where only the store is away. */
  readonly exclusive?: boolean;
  /** Datasets that its success brings up to date; a name alone stands for the whole of one. */
  readonly produces?: readonly (string | ProducedDataset)[];
  /** Task runs that may be under way at once. */
  readonly concurrency?: ConcurrencyDocument;
  /** Attempts that may begin in a time. */
  readonly rate?: RateDocument;
  readonly forEach?: ForEachDocument;
  readonly while?: WhileDocument;
  /** Of a `group`; a template: they are known only when it begins. */
  readonly tasks?: string | Readonly<Record<string, TaskDocument>>;
  readonly priority?: number;
  readonly queue?: string;
  readonly workers?: WorkersDocument;
  /** Of a worker's, what an attempt takes for itself. */
  readonly resources?: ResourcesDocument;
  /** Counted from the logical time of the run, like that of the workflow. */
  readonly sla?: SlaDocument;
  /** Undoes it, should the run not end as success. */
  readonly compensate?: CompensationDocument;
}

/** A task that is not chosen and waits for nobody. */
export type CompensationDocument = Pick<
  TaskDocument,
  | 'type'
  | 'title'
  | 'description'
  | 'with'
  | 'params'
  | 'env'
  | 'outputs'
  | 'retry'
  | 'timeout'
  | 'allowFailure'
  | 'lease'
  | 'exclusive'
  | 'priority'
  | 'queue'
  | 'workers'
  | 'resources'
>;

export interface WorkflowDocument extends DocumentHead {
  readonly kind: 'Workflow';
  readonly params?: Readonly<Record<string, Param>>;
  readonly schedule?: ScheduleDocument;
  readonly schedules?: Readonly<Record<string, ScheduleDocument>>;
  readonly timezone?: string;
  readonly defaults?: Partial<TaskDocument>;
  readonly tasks: Readonly<Record<string, TaskDocument>>;
  /** Run when the tasks ended as failed. */
  readonly onFailure?: Readonly<Record<string, TaskDocument>>;
  /** Run at last, also after a failure or a stop. */
  readonly finally?: Readonly<Record<string, TaskDocument>>;
  /** Runs that may be under way at once. */
  readonly concurrency?: ConcurrencyDocument;
  readonly unique?: UniqueDocument;
  readonly starts?: StartsDocument;
  /** What the failure of a task does to the rest. */
  readonly failure?: FailureStrategy;
  /** By when a run must have begun, and succeeded. */
  readonly sla?: SlaDocument;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout?: string;
  readonly priority?: number;
  readonly queue?: string;
  readonly docs?: string;
  /** Of a part of a version, which nobody writes: what repeats it. */
  readonly turnOf?: LoopKind;
  /** Of a test of one task, which nobody writes: what its expressions read instead of runs of other tasks. */
  readonly given?: Given;
}

/** What a test of one task reads instead of runs of other tasks. */
export interface Given {
  readonly tasks: Readonly<Record<string, GivenTask>>;
  /** What the main tasks are said to have ended as, for those that follow them. */
  readonly state?: 'success' | 'failed' | undefined;
  readonly item?: Json | undefined;
  readonly index?: number | undefined;
  readonly round?: number | undefined;
}

export interface GivenTask {
  /** As if it had succeeded, when absent. */
  readonly state?: string;
  readonly outputs?: JsonObject;
}

/** Files a document names (`with.file`), by the path written there. They are part of the version. */
export type DocumentFiles = Readonly<Record<string, string>>;
