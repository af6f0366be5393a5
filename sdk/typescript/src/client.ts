/** The client: every resource of the API over one transport. */
import type { Named, Overview, PageOf, SearchHit, Session, WaitGroup } from '@carillon/protocol';
import { openEventStream, type StreamEvent, type StreamOptions } from './event-stream.ts';
import { type Audit, createAudit } from './resources/audit.ts';
import { readSession, type SignInCodes, createSignInCodes } from './resources/access.ts';
import { type Approvals, createApprovals } from './resources/approvals.ts';
import { createDatasets, type Datasets } from './resources/datasets.ts';
import { createSignals, type Signals } from './resources/signals.ts';
import { createPlatformHealth, type PlatformHealth } from './resources/platform-health.ts';
import { createIncidents, type Incidents } from './resources/incidents.ts';
import { createQueues, type Queues } from './resources/queues.ts';
import { createWorkers, type Workers } from './resources/workers.ts';
import { type Artifacts, createArtifacts } from './resources/artifacts.ts';
import { type Backfills, createBackfills } from './resources/backfills.ts';
import { type Bulk, createBulk, createPlans, type Plans } from './resources/plans.ts';
import { type Calendars, createCalendars } from './resources/calendars.ts';
import { createDocuments, type Documents } from './resources/documents.ts';
import { createDrafts, type Drafts } from './resources/drafts.ts';
import { createRuns, type Runs } from './resources/runs.ts';
import { type Alerts, createAlerts } from './resources/alerts.ts';
import { type Channels, createChannels } from './resources/channels.ts';
import { createSilences, type Silences } from './resources/silences.ts';
import { createSavedViews, type SavedViews } from './resources/saved-views.ts';
import { createSchedules, type Schedules } from './resources/schedules.ts';
import { createTaskRuns, type TaskRuns } from './resources/task-runs.ts';
import { createSecrets, type Secrets } from './resources/secrets.ts';
import { createTokens, type Tokens } from './resources/tokens.ts';
import { createLimits, type Limits } from './resources/limits.ts';
import { createVariables, type Variables } from './resources/variables.ts';
import { createWorkflows, type Workflows } from './resources/workflows.ts';
import { type Call, createTransport, type TransportOptions } from './transport.ts';

export type ClientOptions = TransportOptions;

export interface OverviewQuery {
  readonly project?: string | undefined;
  /** How far to look back; 12 when absent, 168 at most. */
  readonly hours?: number | undefined;
}

export interface WaitingQuery {
  readonly project?: string | undefined;
  /** Shorter waits are left out; 30 when absent. */
  readonly minutes?: number | undefined;
}

export interface SearchQuery {
  /** Part of a name or title, or the id of a run. */
  readonly text: string;
  readonly project?: string | undefined;
}

export interface Client {
  /** The server's address as given, without a slash at its end. */
  readonly server: string;
  readonly documents: Documents;
  readonly drafts: Drafts;
  readonly workflows: Workflows;
  readonly runs: Runs;
  readonly taskRuns: TaskRuns;
  readonly artifacts: Artifacts;
  readonly schedules: Schedules;
  readonly calendars: Calendars;
  readonly plans: Plans;
  readonly bulk: Bulk;
  readonly backfills: Backfills;
  readonly alerts: Alerts;
  readonly silences: Silences;
  readonly channels: Channels;
  readonly approvals: Approvals;
  readonly signals: Signals;
  readonly datasets: Datasets;
  readonly queues: Queues;
  readonly incidents: Incidents;
  readonly health: PlatformHealth;
  readonly workers: Workers;
  readonly signInCodes: SignInCodes;
  readonly tokens: Tokens;
  readonly secrets: Secrets;
  readonly limits: Limits;
  readonly variables: Variables;
  readonly savedViews: SavedViews;
  readonly audit: Audit;
  session(): Promise<Session>;
  projects(): Promise<PageOf<Named>>;
  environments(): Promise<PageOf<Named>>;
  /** How an environment stands: what is open, what failed and why, which promises are at risk. */
  overview(query?: OverviewQuery): Promise<Overview>;
  /** What has waited for long, grouped by what holds it. */
  waiting(query?: WaitingQuery): Promise<PageOf<WaitGroup>>;
  /** Whatever has such a name: workflows, datasets, calendars, queues, workers, and a run by its id. */
  search(query: SearchQuery): Promise<PageOf<SearchHit>>;
  /**
   * What happens, as it happens, with a broken line mended behind the last event.
   *
   * @example
   * ```ts
   * import { createClient } from '@carillon/sdk';
   *
   * const client = createClient({ server: 'http://127.0.0.1:4400' });
   * for await (const event of client.stream(['runs'])) {
   *   if (event.type === 'run') console.log(event.data.runId, event.data.runState);
   * }
   * ```
   */
  stream(topics: readonly string[], options?: StreamOptions): AsyncIterable<StreamEvent>;
  /** Any other call, with the same credentials and retries. The answer is given whatever its status. */
  request(call: Call): Promise<Response>;
}

/**
 * A client of one server. It holds no connection and needs no closing.
 *
 * @example
 * ```ts
 * import { createClient } from '@carillon/sdk';
 *
 * const client = createClient({ server: 'http://127.0.0.1:4400', token: 'crl_api_…' });
 * const { items } = await client.workflows.list();
 * for (const workflow of items) console.log(`${workflow.name}@${workflow.version}`);
 * ```
 */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  return {
    server: transport.server,
    documents: createDocuments(transport),
    drafts: createDrafts(transport),
    workflows: createWorkflows(transport),
    runs: createRuns(transport),
    taskRuns: createTaskRuns(transport),
    artifacts: createArtifacts(transport),
    schedules: createSchedules(transport),
    calendars: createCalendars(transport),
    plans: createPlans(transport),
    bulk: createBulk(transport),
    backfills: createBackfills(transport),
    alerts: createAlerts(transport),
    silences: createSilences(transport),
    channels: createChannels(transport),
    approvals: createApprovals(transport),
    signals: createSignals(transport),
    datasets: createDatasets(transport),
    queues: createQueues(transport),
    incidents: createIncidents(transport),
    health: createPlatformHealth(transport),
    workers: createWorkers(transport),
    signInCodes: createSignInCodes(transport),
    tokens: createTokens(transport),
    secrets: createSecrets(transport),
    limits: createLimits(transport),
    variables: createVariables(transport),
    savedViews: createSavedViews(transport),
    audit: createAudit(transport),
    session: () => readSession(transport),
    projects: () => transport.json({ path: '/projects' }),
    environments: () => transport.json({ path: '/environments' }),
    overview: (query = {}) => transport.json({ path: '/overview', query: { ...query } }),
    waiting: (query = {}) => transport.json({ path: '/overview/waiting', query: { ...query } }),
    search: (query) => transport.json({ path: '/search', query: { ...query } }),
    stream: (topics, streamOptions = {}) => openEventStream(transport, topics, streamOptions),
    request: (call) => transport.fetch(call),
  };
}
