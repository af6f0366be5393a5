/**
 * What can be wrong with a platform: a code, how bad it is, the sentence, what to do, and the runbook that tells more.
 * Sentences are written like those of reasons; other languages translate by code.
 */
import { fillTemplate } from '../run/fill-template.ts';
import { fillSaid, type SaidText } from '../said.ts';

/** `info` is worth knowing, and nothing is wrong. */
export type Severity = 'error' | 'warning' | 'info';

interface FindingKind {
  readonly severity: Severity;
  readonly sentence: string;
  /** Commands stand between backquotes. */
  readonly fix: string;
  /** A page of docs/operations. */
  readonly runbook: string;
}

export const FINDINGS = {
  SERVER_UNREACHABLE: {
    severity: 'error',
    sentence: 'The server {server} does not answer[: {problem}].',
    fix: 'See whether it runs, and whether the address is right; its log says why it ended.',
    runbook: 'server-down',
  },
  SERVER_NOT_READY: {
    severity: 'error',
    sentence: 'The server {server} answers, but cannot start runs[: {problem}].',
    fix: 'Its database does not answer, or its schema is not the program’s: see its log.',
    runbook: 'store-away',
  },
  SERVER_SILENT: {
    severity: 'error',
    sentence: 'The server {server} has not been heard of for {forMs}.',
    fix: 'See whether it runs and reaches the database. The others go on without it.',
    runbook: 'server-down',
  },
  ROLE_MISSING: {
    severity: 'error',
    sentence: 'No server that is up has the role {role}.',
    fix: 'Start one: `carillon server --roles {role}`',
    runbook: 'server-down',
  },
  DUTY_VACANT: {
    severity: 'error',
    sentence: 'Nobody has led {duty} for {forMs}.',
    fix: 'See whether servers reach the coordinator, and whether one has the role that it needs.',
    runbook: 'coordinator-away',
  },
  VERSION_SKEW: {
    severity: 'warning',
    sentence: 'Servers run different versions: {versions}.',
    fix: 'Two neighbouring versions run together while an upgrade lasts. Finish it, or go back.',
    runbook: 'upgrade',
  },
  WORKER_VERSION_SKEW: {
    severity: 'info',
    sentence: 'Workers run other versions than the servers: {versions}.',
    fix: 'Upgrade workers behind the servers, one version apart at most.',
    runbook: 'upgrade',
  },
  CLIENT_VERSION_SKEW: {
    severity: 'info',
    sentence: 'This program is {client}, the server is {server}.',
    fix: 'Use the same version on both sides.',
    runbook: 'upgrade',
  },
  CLOCK_OFF: {
    severity: 'warning',
    sentence: 'The clock of {server} is {offMs} away from the database’s.',
    fix: 'Let a time service keep both clocks. Firing times are the database’s and are not changed by it.',
    runbook: 'clock',
  },
  OVERLOADED: {
    severity: 'warning',
    sentence: 'The server {server} puts off {what}: it is overloaded.',
    fix: 'Add a server, or find what loads it: statements that take long, or callers that ask too much.',
    runbook: 'overloaded',
  },
  DISK_LOW: {
    severity: 'warning',
    sentence: 'The disk of {server} is nearly full: {free} of {total} are free.',
    fix: 'Make room before it is full; then the database takes no more writes.',
    runbook: 'disk-full',
  },
  DISK_FULL: {
    severity: 'error',
    sentence: 'The disk of {server} is full: {free} of {total} are free.',
    fix: 'Make room now: delete what is not Carillon’s, or make the disk larger.',
    runbook: 'disk-full',
  },
  DATA_DIRECTORY_OPEN: {
    severity: 'warning',
    sentence: 'Others on this machine can read {path}, which holds tokens.',
    fix: '`chmod 600 {path}`',
    runbook: 'credentials',
  },
  STORE_READ_ONLY: {
    severity: 'error',
    sentence: 'The database takes no writes.',
    fix: 'Point the servers at the primary, or end what made it read-only.',
    runbook: 'store-read-only',
  },
  STORE_COMMITS_AT_RISK: {
    severity: 'error',
    sentence:
      'The database was replaced by another copy ({incident}): what was committed from {from} to {until} may be gone.',
    fix: 'Compare with what is outside, then confirm it: `carillon incident confirm {id}`',
    runbook: 'store-failed-over',
  },
  STORE_CLOCK_STEPPED: {
    severity: 'error',
    sentence: 'The clock of the database has stepped by {stepMs}. Unless most servers agree with it, nothing fires.',
    fix: 'Set the clock back; or, where it is right now: `carillon incident confirm {id}`',
    runbook: 'store-clock',
  },
  STORE_SETTING_OFF: {
    severity: 'error',
    sentence: 'The database runs with {setting} switched off.',
    fix: 'Switch it on in postgresql.conf and reload: without it acknowledged work is lost, or tables grow for ever.',
    runbook: 'store-away',
  },
  STORE_CONNECTIONS: {
    severity: 'warning',
    sentence: 'The database has {used} of its {max} connections in use.',
    fix: 'Raise max_connections, put fewer servers on it, or end other programs’ connections.',
    runbook: 'store-away',
  },
  STORE_XMIN_HELD: {
    severity: 'warning',
    sentence: 'For {forMs} {holder} has kept the database from removing old rows.',
    fix: 'End that transaction or drop that slot: queues become slow while it lasts.',
    runbook: 'overloaded',
  },
  STORE_SLOW: {
    severity: 'warning',
    sentence: 'Statements take {ms} (99th percentile) as seen by {server}.',
    fix: 'Look at the database’s disk and at pg_stat_activity for what it waits for.',
    runbook: 'overloaded',
  },
  PARTITIONS_SHORT: {
    severity: 'error',
    sentence: 'History has partitions[ only until {until}]: later runs could not be stored.',
    fix: 'A server with the role scheduler makes them each hour and at its start: see its log.',
    runbook: 'store-away',
  },
  EVENTS_BEHIND: {
    severity: 'warning',
    sentence: 'The consumer {consumer} of events is {behind} behind[, the oldest from {forMs} ago].',
    fix: 'See whether a server with its role is up and reaches what it delivers to.',
    runbook: 'server-down',
  },
  CHANNELS_REFUSE: {
    severity: 'warning',
    sentence: '{count|channel takes|channels take} no alerts.',
    fix: 'See what it answers: `carillon alert test` sends to it now. What is due waits, and is given up after a day.',
    runbook: 'alerts-not-delivered',
  },
  TASKS_OVERDUE: {
    severity: 'error',
    sentence: '{count|task run|task runs} should have gone on more than a minute ago.',
    fix: 'A server with the role scheduler does that: see whether one is up, and its log.',
    runbook: 'standstill',
  },
  ATTEMPTS_ABANDONED: {
    severity: 'error',
    sentence: '{count|attempt belongs|attempts belong} to workers that are gone, and nobody took over.',
    fix: 'Servers hand them on once they have reached the database for a while: see the log.',
    runbook: 'standstill',
  },
  RUNS_STUCK: {
    severity: 'error',
    sentence: '{count|run stands|runs stand} still: no task can move.',
    fix: 'Servers look for these each quarter of a minute. If they stay: `carillon run why`, then stop or rerun them.',
    runbook: 'standstill',
  },
  LIMITS_LEAKED: {
    severity: 'warning',
    sentence: '{count|place in limits is|places in limits are} taken by nobody.',
    fix: 'The healer gives them back each quarter of a minute: see who leads it.',
    runbook: 'standstill',
  },
  SCHEDULES_UNPLANNED: {
    severity: 'error',
    sentence: '{count|schedule has|schedules have} no next time.',
    fix: 'Servers plan them anew within seconds: if they stay, see the log for their ids.',
    runbook: 'schedules',
  },
  SCHEDULES_OVERDUE: {
    severity: 'error',
    sentence: '{count|schedule|schedules} should have fired more than a minute ago.',
    fix: 'A server with the role scheduler fires them: see whether one is up and reaches the database.',
    runbook: 'schedules',
  },
  SCHEDULES_QUARANTINED: {
    severity: 'warning',
    sentence: '{count|schedule rests|schedules rest} after failing again and again.',
    fix: 'Correct their definition and apply it, or `carillon schedule resume`',
    runbook: 'schedules',
  },
  LANE_WITHOUT_WORKER: {
    severity: 'warning',
    sentence: 'No worker can take {ready|task run|task runs} of {capability} in the queue {queue}.',
    fix: 'Start a worker of the group {group} that offers it, or change what they ask for: `carillon run why`',
    runbook: 'worker-lost',
  },
  WORKER_SILENT: {
    severity: 'warning',
    sentence: 'The worker {worker} is silent.',
    fix: 'See whether it runs and reaches the servers. Its attempts are handed on when its lease has ended.',
    runbook: 'worker-lost',
  },
  WORKER_DRAINING: {
    severity: 'info',
    sentence: 'The worker {worker} is {state}: it is given nothing new.',
    fix: 'Nothing, when somebody meant it.',
    runbook: 'worker-drain',
  },
  TOKEN_EXPIRED: {
    severity: 'warning',
    sentence: 'The token {token} ({kind}) expired {forMs} ago.',
    fix: 'Who still uses it needs a new one: `carillon token create`',
    runbook: 'credentials',
  },
  TOKEN_EXPIRES: {
    severity: 'info',
    sentence: 'The token {token} ({kind}) expires in {inMs}.',
    fix: 'Make the next one in time: `carillon token create`',
    runbook: 'credentials',
  },
  SECRETS_KEY_MISSING: {
    severity: 'error',
    sentence: 'The server {server} lacks a master key that secrets are sealed with ({key}).',
    fix: 'Give all servers the same keys, in CARILLON_SECRETS_KEY_FILE: attempts that need secrets wait on this one.',
    runbook: 'credentials',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS) as readonly FindingCode[];
export type FindingParams = Readonly<Record<string, string | number>>;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly params: FindingParams;
  readonly sentence: string;
  /** What it rests on: names, ids, figures. */
  readonly evidence: readonly string[];
  /** The same, for translation, where there is anything to translate. */
  readonly said?: readonly SaidText[];
  readonly fix: string;
  /** Path within the documentation. */
  readonly runbook: string;
}

export function finding(
  code: FindingCode,
  params: FindingParams = {},
  evidence: readonly (string | SaidText)[] = [],
): Finding {
  const { severity, sentence, fix, runbook } = FINDINGS[code];
  return {
    code,
    severity,
    params,
    sentence: fillTemplate(sentence, params),
    evidence: evidence.map(englishOf),
    ...(evidence.some((each) => typeof each !== 'string') && { said: evidence.map(saidOf) }),
    fix: fillTemplate(fix, params),
    runbook: `docs/operations/${runbook}.md`,
  };
}

const englishOf = (each: string | SaidText): string =>
  typeof each === 'string' ? each : fillSaid(each.text, each.values.map(englishOf));
const saidOf = (each: string | SaidText): SaidText =>
  typeof each === 'string' ? { text: '{0}', values: [each] } : each;

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];
/** The worst first; of equals as they were found. */
export const worstFirst = <F extends { readonly severity: Severity }>(findings: readonly F[]): readonly F[] =>
  [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));

/** Whether somebody has to do something. */
export const isWrong = ({ severity }: { readonly severity: Severity }): boolean => severity !== 'info';
