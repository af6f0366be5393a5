/**
 * The protocol's objects as named schemas: each once under its own name, with references between them, so
 * that the OpenAPI document reads like the protocol and not like its expansion.
 */
import * as protocol from '@carillon/protocol';

type SchemaNode = { readonly [key: string]: unknown };

const isNode = (value: unknown): value is SchemaNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A reference to a named schema, for a route. */
export function ref(schema: object): { readonly $ref: string } {
  return { $ref: `${(schema as { $id: string }).$id}#` };
}

/** For a body that may be left out. */
export const orNothing = (schema: object) => ({ anyOf: [ref(schema), { type: 'null' }] });

const PAGES = {
  WorkflowPage: protocol.Workflow,
  WorkflowVersionPage: protocol.WorkflowVersion,
  RunPage: protocol.Run,
  TaskRunPage: protocol.TaskRun,
  AttemptPage: protocol.Attempt,
  RunEventPage: protocol.RunEvent,
  ArtifactPage: protocol.Artifact,
  SchedulePage: protocol.Schedule,
  LedgerRowPage: protocol.LedgerRow,
  UpcomingFiringPage: protocol.UpcomingFiring,
  CalendarPage: protocol.Calendar,
  CalendarVersionPage: protocol.CalendarVersion,
  QueuePage: protocol.Queue,
  HealingPage: protocol.Healing,
  IncidentPage: protocol.Incident,
  LimitPage: protocol.Limit,
  LimitRulePage: protocol.LimitRule,
  WorkerPage: protocol.Worker,
  TokenPage: protocol.Token,
  SecretPage: protocol.Secret,
  SecretUsePage: protocol.SecretUse,
  VariablePage: protocol.Variable,
  EffectiveValuePage: protocol.EffectiveValue,
  AuditRecordPage: protocol.AuditRecord,
  NamedPage: protocol.Named,
  PlanItemPage: protocol.PlanItem,
  BulkPlanPage: protocol.BulkPlan,
  BulkItemPage: protocol.BulkItem,
  WorkflowPlanItemPage: protocol.WorkflowPlanItem,
  AlertPage: protocol.Alert,
  NoisyTaskPage: protocol.NoisyTask,
  SilencePage: protocol.Silence,
  AlertRulePage: protocol.AlertRule,
  ChannelPage: protocol.Channel,
  ApprovalPage: protocol.Approval,
  BackfillPage: protocol.Backfill,
  DraftPage: protocol.DraftSummary,
  DatasetPage: protocol.Dataset,
  DatasetWaitPage: protocol.DatasetWait,
  DatasetUsePage: protocol.DatasetUse,
  DatasetUpdatePage: protocol.DatasetUpdate,
  BackfillDatePage: protocol.BackfillDate,
  WaitGroupPage: protocol.WaitGroup,
  SearchHitPage: protocol.SearchHit,
  SavedViewPage: protocol.SavedView,
} as const;
export const pageRef = (name: keyof typeof PAGES): { readonly $ref: string } => ({ $ref: `${name}#` });

/** Every schema of the protocol that has a name, ready to be registered. */
export function namedSchemas(): readonly (SchemaNode & { readonly $id: string })[] {
  const pages = Object.entries(PAGES).map(([id, item]) => protocol.pageOf(item, id));
  const candidates: readonly unknown[] = [...Object.values(protocol), ...pages];
  return candidates.flatMap((schema) => {
    const id = isNode(schema) ? schema['$id'] : undefined;
    return typeof id === 'string' ? [{ ...withReferences(schema as SchemaNode, true), $id: id }] : [];
  });
}

function withReferences(node: SchemaNode, isRoot: boolean): SchemaNode {
  if (!isRoot && typeof node['$id'] === 'string') return { $ref: `${node['$id']}#` };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inside(value)]));
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  return isNode(value) ? withReferences(value, false) : value;
}
