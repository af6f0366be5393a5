/** Every setting that the environment may give, declared once by role. This file alone reads the environment. */
import { homedir } from 'node:os';
import path from 'node:path';
import {
  type ConfigOf,
  type ConfigSchema,
  type Environment,
  LOG_LEVELS,
  type OverridesOf,
  parseConfig,
} from '@carillon/runtime';
import { DURATION_RULES } from './durations.ts';

export const LOOPBACK = '127.0.0.1';
export const DEFAULT_ENVIRONMENT = 'dev';

const COMMON = {
  dataDir: {
    env: 'CARILLON_DATA_DIR',
    type: 'text',
    description: 'Where this machine keeps its state; $XDG_DATA_HOME/carillon, else ~/.local/share/carillon',
  },
  logLevel: {
    env: 'CARILLON_LOG_LEVEL',
    type: 'text',
    oneOf: LOG_LEVELS,
    description: 'The least severe log line that is written; info, for dev warn',
  },
  logFormat: {
    env: 'CARILLON_LOG_FORMAT',
    type: 'text',
    oneOf: ['json', 'pretty'],
    description: 'JSON lines, or lines for people; pretty on a terminal',
  },
  metricsPort: {
    env: 'CARILLON_METRICS_PORT',
    type: 'integer',
    min: 1,
    max: 65_535,
    description: 'Port of /metrics and detailed /health; 4402',
  },
  metricsHost: {
    env: 'CARILLON_METRICS_HOST',
    type: 'text',
    default: LOOPBACK,
    description: 'Address of /metrics and detailed /health',
  },
} as const satisfies ConfigSchema;

export const ROLES = ['api', 'scheduler', 'alerter'] as const;
export type Role = (typeof ROLES)[number];

export const SERVER_SETTINGS = {
  ...COMMON,
  roles: {
    env: 'CARILLON_ROLES',
    type: 'list',
    default: ROLES.join(','),
    oneOf: ROLES,
    description: 'What this server does',
  },
  databaseUrl: {
    env: 'CARILLON_DATABASE_URL',
    type: 'text',
    secret: true,
    description: 'PostgreSQL 15 or newer; without it the program starts a private one',
  },
  host: { env: 'CARILLON_HOST', type: 'text', default: LOOPBACK, description: 'Address of console, REST and gRPC' },
  httpPort: {
    env: 'CARILLON_HTTP_PORT',
    type: 'integer',
    min: 1,
    max: 65_535,
    description: 'Port of console and REST; 4400',
  },
  grpcPort: {
    env: 'CARILLON_GRPC_PORT',
    type: 'integer',
    min: 1,
    max: 65_535,
    description: 'Port that workers connect to; 4401',
  },
  apiRate: {
    env: 'CARILLON_API_RATE',
    type: 'integer',
    min: 0,
    default: '200',
    description: 'Requests a second that one token may make, twice as many in a burst; 0 = no limit',
  },
  tenantRate: {
    env: 'CARILLON_API_TENANT_RATE',
    type: 'integer',
    min: 0,
    default: '2000',
    description: 'Requests a second that all tokens of a tenant may make, twice as many in a burst; 0 = no limit',
  },
  backfillRuns: {
    env: 'CARILLON_BACKFILL_RUNS',
    type: 'integer',
    min: 1,
    default: '16',
    description: 'Runs of backfills that a tenant may have open; never more than half of the slots of all workers',
  },
  publicUrl: {
    env: 'CARILLON_PUBLIC_URL',
    type: 'text',
    description: 'Under which address people reach the console, for links',
  },
  secretsKey: {
    env: 'CARILLON_SECRETS_KEY',
    type: 'text',
    secret: true,
    description: 'Master keys of secrets, 32 bytes in base64, the newest first, separated by commas',
  },
  secretsKeyFile: {
    env: 'CARILLON_SECRETS_KEY_FILE',
    type: 'text',
    description:
      'File of the master keys, one a line, which only the server may read; without keys no secret is stored. carillon dev makes its own',
  },
  coordinator: {
    env: 'CARILLON_COORDINATOR',
    type: 'text',
    secret: true,
    description:
      'Who chooses the server that has a singleton duty: etcd://host:2379, zookeeper://host:2181, kubernetes://namespace; the database when absent',
  },
  unsafeDurability: {
    env: 'CARILLON_UNSAFE_DURABILITY',
    type: 'boolean',
    default: 'false',
    description:
      'Start although the database may lose acknowledged work: fsync, full_page_writes or synchronous_commit is off',
  },
  waitDirectories: {
    env: 'CARILLON_WAIT_DIRECTORIES',
    type: 'list',
    default: '',
    description: 'Directories of this server below which waits may look at files; without any, at none',
  },
  waitLoopback: {
    env: 'CARILLON_WAIT_LOOPBACK',
    type: 'boolean',
    default: 'false',
    description: "Whether waits for URLs and objects may ask this machine's own addresses",
  },
  alertWebhook: {
    env: 'CARILLON_ALERT_WEBHOOK',
    type: 'text',
    description: 'Where causes of failures of all projects are reported, by POST',
  },
  heartbeat: {
    env: 'CARILLON_HEARTBEAT',
    type: 'duration',
    min: 100,
    default: '3s',
    description: 'How often a worker says that it lives; this and the next three are the same on every server',
  },
  selfStopTerm: {
    env: 'CARILLON_SELF_STOP_TERM',
    type: 'duration',
    min: 100,
    default: '9s',
    description: 'Without an answer for so long a worker sends TERM to what it runs',
  },
  selfStopKill: {
    env: 'CARILLON_SELF_STOP_KILL',
    type: 'duration',
    min: 100,
    default: '12s',
    description: 'Without an answer for so long a worker kills what it runs',
  },
  lease: {
    env: 'CARILLON_LEASE',
    type: 'duration',
    min: 1_000,
    default: '14s',
    description: 'Without a sign of life for so long a worker counts as lost, and what it ran may be given away',
  },
  spreadWorkers: {
    env: 'CARILLON_SPREAD_WORKERS',
    type: 'duration',
    default: '15s',
    description: 'How often a server that has more workers than another asks some of them to go there; 0s for never',
  },
  leaderRenew: {
    env: 'CARILLON_LEADER_RENEW',
    type: 'duration',
    min: 100,
    default: '5s',
    description: 'How often the server that has a singleton duty renews it',
  },
  leaderStepDown: {
    env: 'CARILLON_LEADER_STEP_DOWN',
    type: 'duration',
    min: 100,
    default: '10s',
    description: 'Without a renewal for so long a server lays a duty down',
  },
  leaderTtl: {
    env: 'CARILLON_LEADER_TTL',
    type: 'duration',
    min: 1_000,
    default: '15s',
    description: 'Without a renewal for so long another server may take a duty; the same on every server',
  },
  statementTimeout: {
    env: 'CARILLON_STATEMENT_TIMEOUT',
    type: 'duration',
    min: 1_000,
    default: '10s',
    description: 'After which a statement that moves runs is given up and tried again',
  },
  tlsTerminatedBy: {
    env: 'CARILLON_TLS_TERMINATED_BY',
    type: 'text',
    description: 'Who speaks TLS in front of this server; needed for an address that is not loopback',
  },
} as const satisfies ConfigSchema;

export const WORKER_SETTINGS = {
  ...COMMON,
  grpc: {
    env: 'CARILLON_GRPC',
    type: 'list',
    default: `${LOOPBACK}:4401`,
    description: 'Servers, as host:port, in the order they are tried',
  },
  token: { env: 'CARILLON_WORKER_TOKEN', type: 'text', secret: true, description: 'Worker token' },
  name: { env: 'CARILLON_WORKER_NAME', type: 'text', description: "The worker's name; the host's when absent" },
  group: { env: 'CARILLON_WORKER_GROUP', type: 'text', default: 'default', description: 'Worker group' },
  slots: {
    env: 'CARILLON_WORKER_SLOTS',
    type: 'integer',
    min: 1,
    max: 10_000,
    description: 'Attempts that run at once; twice the cores',
  },
  labels: {
    env: 'CARILLON_WORKER_LABELS',
    type: 'list',
    default: '',
    description: 'What tasks may choose it by: zone=a, separated by commas',
  },
  resources: {
    env: 'CARILLON_WORKER_RESOURCES',
    type: 'list',
    default: '',
    description:
      'What it has for tasks that ask for it: cpu=4,memory=8Gi,disk=100Gi,gpu=1; the machine’s own, without GPUs',
  },
  connections: {
    env: 'CARILLON_CONNECTIONS',
    type: 'text',
    description: 'JSON file of named connections: {"warehouse": {"kind": "postgres", "url": "…"}}',
  },
  allowLoopback: {
    env: 'CARILLON_ALLOW_LOOPBACK',
    type: 'boolean',
    default: 'false',
    description: "Whether http and notify tasks may call this machine's own addresses",
  },
  platformAddresses: {
    env: 'CARILLON_PLATFORM_ADDRESSES',
    type: 'list',
    default: '',
    description:
      'host:port of console, REST and metrics, which http and notify tasks may never call; the servers are known',
  },
  taskProcesses: {
    env: 'CARILLON_TASK_PROCESSES',
    type: 'integer',
    min: 0,
    max: 4_194_304,
    default: '4096',
    description:
      'Processes and threads that a process task may have at once, where the worker may make control groups; 0 for no limit',
  },
  sandbox: {
    env: 'CARILLON_SANDBOX',
    type: 'integer',
    min: 0,
    max: 3,
    default: '2',
    description:
      'Isolation of process tasks. This version provides level 0 alone (plain processes of the worker’s user): say 0, or the worker refuses to start',
  },
  drain: {
    env: 'CARILLON_DRAIN',
    type: 'duration',
    default: '10m',
    description: 'How long running attempts may finish when the worker is stopped',
  },
} as const satisfies ConfigSchema;

/** Read by clients, tests and tasks; they may stand in the same environment. */
const OTHERS = [
  'CARILLON_SERVER',
  'CARILLON_TOKEN',
  'CARILLON_PROJECT',
  'CARILLON_ENVIRONMENT',
  'CARILLON_OUTPUT_FORMAT',
  'CARILLON_LANG',
  'CARILLON_TEST_DATABASE_URL',
  'CARILLON_TEST_DIRECTORY',
  'CARILLON_REQUIRE_SERVICES',
  'CARILLON_UPDATE_SCREENS',
];
const ALL = [...Object.values(SERVER_SETTINGS), ...Object.values(WORKER_SETTINGS)].map((setting) => setting.env);

export type ServerConfig = ConfigOf<typeof SERVER_SETTINGS>;
export type WorkerProcessConfig = ConfigOf<typeof WORKER_SETTINGS>;

export type ServerOverrides = OverridesOf<typeof SERVER_SETTINGS>;
export type WorkerOverrides = OverridesOf<typeof WORKER_SETTINGS>;

const KNOWN = { alsoKnown: [...ALL, ...OTHERS] };

export function readServerConfig(overrides: ServerOverrides = {}, env: Environment = process.env): ServerConfig {
  return parseConfig(SERVER_SETTINGS, env, {
    ...KNOWN,
    overrides,
    rules: [refuseOpenAddress, refuseTwoKeySources, ...DURATION_RULES],
  });
}

export function readWorkerConfig(overrides: WorkerOverrides = {}, env: Environment = process.env): WorkerProcessConfig {
  return parseConfig(WORKER_SETTINGS, env, { ...KNOWN, overrides });
}

export function dataDirectoryOf(given: string | undefined, env: Environment = process.env): string {
  return path.resolve(given ?? path.join(env['XDG_DATA_HOME'] || path.join(homedir(), '.local', 'share'), 'carillon'));
}

/** Addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function refuseTwoKeySources({ secretsKey, secretsKeyFile }: ServerConfig): string | undefined {
  if (secretsKey === undefined || secretsKeyFile === undefined) return undefined;
  return 'CARILLON_SECRETS_KEY: give the keys here or in the file of CARILLON_SECRETS_KEY_FILE, not in both';
}

/** Tokens and sessions never cross a network in clear. */
function refuseOpenAddress({ host, tlsTerminatedBy }: ServerConfig): string | undefined {
  if (isLoopback(host) || tlsTerminatedBy) return undefined;
  return (
    `CARILLON_HOST: ${host} can be reached from outside and this server does not speak TLS; ` +
    'put a proxy in front and name it with CARILLON_TLS_TERMINATED_BY (--tls-terminated-by), or stay on 127.0.0.1'
  );
}
