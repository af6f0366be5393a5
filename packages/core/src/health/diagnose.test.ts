import type { Incident } from '../ports/incident-store.ts';
import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.ts';
import { FINDING_CODES, type FindingCode, FINDINGS, finding, isWrong, worstFirst } from './findings.ts';
import { type PlatformFacts, type ServerLoad, type ServerRecord, serverState } from './platform-facts.ts';
import { NO_RESOURCES } from '../placement/resources.ts';
import { said } from '../said.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const [SECOND, MINUTE, DAY] = [1_000, 60_000, 86_400_000];
const GIB = 2 ** 30;

const WELL: ServerLoad = {
  level: 0,
  loopDelayMs: 12,
  storeMs: 3,
  statements: 40,
  poolWaiting: 0,
  claimMs: 4,
  latenessMs: 90,
  rssBytes: 200e6,
  heapBytes: 80e6,
  cpu: 0.2,
  workers: 2,
  clockOffMs: 15,
  disk: { freeBytes: 50 * GIB, totalBytes: 100 * GIB },
};
const SERVER: ServerRecord = {
  id: 'a',
  host: 'one',
  pid: 7,
  version: '1.2.0',
  roles: ['api', 'scheduler', 'alerter'],
  startedAt: at(-DAY),
  seenAt: at(-3 * SECOND),
  stoppedAt: undefined,
  masterKeys: ['k1'],
  load: WELL,
};
const WORKER = {
  id: 'w',
  name: 'w1',
  group: 'default',
  state: 'online',
  capabilities: ['shell'],
  labels: {},
  resources: NO_RESOURCES,
  used: NO_RESOURCES,
  slots: 4,
  busy: 1,
  room: 3,
  version: '1.2.0',
  host: 'two',
  connectedAt: at(-DAY),
  leaseUntil: at(9 * SECOND),
};
const FLEET = {
  ...WORKER,
  capabilities: new Set(['shell']),
  isSilent: false,
  isDraining: false,
  isHeld: false,
  sessionKey: 1,
  running: new Map(),
};
const LANE = {
  key: 1,
  tenant: 'default',
  project: 'retail',
  queue: 'etl',
  group: 'default',
  capability: 'shell',
  selector: { labels: {}, prefer: [], strategy: 'least_loaded' },
  resources: NO_RESOURCES,
};
const HEALTHY = {
  now: NOW,
  servers: [SERVER],
  duties: [{ name: 'healer', expiresAt: at(9 * SECOND), terms: [{ term: 3, owner: 'a', since: at(-DAY) }] }],
  store: {
    version: '15.8',
    isReadOnly: false,
    incidents: [],
    settingsOff: [],
    maxConnections: 100,
    connections: 22,
    sizeBytes: GIB,
    xmin: { forMs: 2 * SECOND, holder: 'carillon-server' },
    partitionsUntil: at(21 * DAY),
    masterKeys: ['k1'],
  },
  consumers: [{ name: 'alerter', behind: 2, oldestAt: at(-SECOND) }],
  standstills: { overdue: [], abandoned: [], stuckRuns: [], leakedSlots: 0 },
  schedules: { unplanned: [], overdue: [], quarantined: [] },
  channels: [],
  workers: [WORKER],
  fleet: [FLEET],
  backlogs: [{ lane: LANE, ready: 5, oldestReadyAt: at(-MINUTE) }],
  tokens: [{ name: 'ci', kind: 'api', expiresAt: at(90 * DAY) }],
} as unknown as PlatformFacts;

const server = (change: Partial<ServerRecord>): PlatformFacts => ({ ...HEALTHY, servers: [{ ...SERVER, ...change }] });
const load = (change: Partial<ServerLoad>): PlatformFacts => server({ load: { ...WELL, ...change } });
const INCIDENT: Incident = {
  id: '01a1fec9-0c36-736b-88f4-5ab1e0000000',
  kind: 'clock_stepped',
  noticedAt: at(0),
  risk: undefined,
  details: {},
  end: undefined,
};
const store = (change: Partial<PlatformFacts['store']>): PlatformFacts => ({
  ...HEALTHY,
  store: { ...HEALTHY.store, ...change },
});
const standing = (change: Partial<PlatformFacts['standstills']>): PlatformFacts => ({
  ...HEALTHY,
  standstills: { ...HEALTHY.standstills, ...change },
});
const schedules = (change: Partial<PlatformFacts['schedules']>): PlatformFacts => ({
  ...HEALTHY,
  schedules: { ...HEALTHY.schedules, ...change },
});
const worker = (change: object): PlatformFacts => ({ ...HEALTHY, workers: [{ ...WORKER, ...change }] as never });
const token = (inMs: number): PlatformFacts => ({
  ...HEALTHY,
  tokens: [{ name: 'ci', kind: 'api', expiresAt: at(inMs) }],
});
const NAMED = { project: 'retail', workflow: 'daily', name: 'main', error: undefined };

/** How each finding comes about, and what its sentence then says. */
const BROKEN: Readonly<Partial<Record<FindingCode, readonly [PlatformFacts, string]>>> = {
  SERVER_SILENT: [
    { ...HEALTHY, servers: [SERVER, { ...SERVER, host: 'three', seenAt: at(-40 * SECOND) }] },
    'The server three/7 has not been heard of for 40s.',
  ],
  ROLE_MISSING: [server({ roles: ['api', 'scheduler'] }), 'No server that is up has the role alerter.'],
  DUTY_VACANT: [
    { ...HEALTHY, duties: [{ name: 'healer', expiresAt: at(-MINUTE), terms: [] }] },
    'Nobody has led healer for 1m.',
  ],
  VERSION_SKEW: [
    { ...HEALTHY, servers: [SERVER, { ...SERVER, id: 'b', version: '1.1.0' }] },
    'Servers run different versions: 1.1.0, 1.2.0.',
  ],
  WORKER_VERSION_SKEW: [worker({ version: '1.1.0' }), 'Workers run other versions than the servers: 1.1.0.'],
  CLOCK_OFF: [load({ clockOffMs: -3_400 }), 'The clock of one/7 is 3s away from the database’s.'],
  OVERLOADED: [load({ level: 2 }), 'The server one/7 puts off views, backfills: it is overloaded.'],
  STORE_SLOW: [load({ storeMs: 812.4 }), 'Statements take 812 ms (99th percentile) as seen by one/7.'],
  DISK_LOW: [
    load({ disk: { freeBytes: 1.5 * GIB, totalBytes: 100 * GIB } }),
    'The disk of one/7 is nearly full: 1.5 GiB of 100 GiB are free.',
  ],
  DISK_FULL: [
    load({ disk: { freeBytes: 10 * 2 ** 20, totalBytes: 100 * GIB } }),
    'The disk of one/7 is full: 10 MiB of 100 GiB are free.',
  ],
  STORE_READ_ONLY: [store({ isReadOnly: true }), 'The database takes no writes.'],
  STORE_COMMITS_AT_RISK: [
    store({
      incidents: [{ ...INCIDENT, kind: 'store_failed_over', risk: { from: at(-1_000), until: at(0) } }],
    }),
    `The database was replaced by another copy (store_failed_over): what was committed from ${at(-1_000).toISOString()} to ${at(0).toISOString()} may be gone.`,
  ],
  STORE_CLOCK_STEPPED: [
    store({ incidents: [{ ...INCIDENT, details: { stepMs: -30 * MINUTE } }] }),
    'The clock of the database has stepped by 30m. Unless most servers agree with it, nothing fires.',
  ],
  STORE_SETTING_OFF: [store({ settingsOff: ['fsync'] }), 'The database runs with fsync switched off.'],
  STORE_CONNECTIONS: [store({ connections: 81 }), 'The database has 81 of its 100 connections in use.'],
  STORE_XMIN_HELD: [
    store({ xmin: { forMs: 6 * MINUTE, holder: 'psql/99' } }),
    'For 6m psql/99 has kept the database from removing old rows.',
  ],
  PARTITIONS_SHORT: [
    store({ partitionsUntil: at(3 * DAY) }),
    'History has partitions only until 2026-11-24: later runs could not be stored.',
  ],
  SECRETS_KEY_MISSING: [
    store({ masterKeys: ['k1', 'k2'] }),
    'The server one/7 lacks a master key that secrets are sealed with (k2).',
  ],
  EVENTS_BEHIND: [
    { ...HEALTHY, consumers: [{ name: 'alerter', behind: 3, oldestAt: at(-10 * MINUTE) }] },
    'The consumer alerter of events is 3 behind, the oldest from 10m ago.',
  ],
  CHANNELS_REFUSE: [
    { ...HEALTHY, channels: [{ project: 'retail', name: 'ops', error: 'answered 503' }] },
    '1 channel takes no alerts.',
  ],
  TASKS_OVERDUE: [standing({ overdue: ['tr_1', 'tr_2'] }), '2 task runs should have gone on more than a minute ago.'],
  ATTEMPTS_ABANDONED: [
    standing({ abandoned: ['att_1'] }),
    '1 attempt belongs to workers that are gone, and nobody took over.',
  ],
  RUNS_STUCK: [standing({ stuckRuns: ['run_1'] }), '1 run stands still: no task can move.'],
  LIMITS_LEAKED: [standing({ leakedSlots: 4 }), '4 places in limits are taken by nobody.'],
  SCHEDULES_UNPLANNED: [schedules({ unplanned: [NAMED] }), '1 schedule has no next time.'],
  SCHEDULES_OVERDUE: [schedules({ overdue: [NAMED] }), '1 schedule should have fired more than a minute ago.'],
  SCHEDULES_QUARANTINED: [
    schedules({ quarantined: [{ ...NAMED, error: 'boom' }] }),
    '1 schedule rests after failing again and again.',
  ],
  LANE_WITHOUT_WORKER: [
    { ...HEALTHY, fleet: [{ ...FLEET, group: 'other' }] as never },
    'No worker can take 5 task runs of shell in the queue etl.',
  ],
  WORKER_SILENT: [worker({ state: 'silent' }), 'The worker w1 is silent.'],
  WORKER_DRAINING: [worker({ state: 'draining' }), 'The worker w1 is draining: it is given nothing new.'],
  TOKEN_EXPIRED: [token(-DAY), 'The token ci (api) expired 1d ago.'],
  TOKEN_EXPIRES: [token(3 * DAY), 'The token ci (api) expires in 3d.'],
};

/** Judged where the command runs, not from what the servers know. */
const LOCAL: readonly FindingCode[] = [
  'SERVER_UNREACHABLE',
  'SERVER_NOT_READY',
  'CLIENT_VERSION_SKEW',
  'DATA_DIRECTORY_OPEN',
];

describe('the doctor', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(diagnose(HEALTHY)).toEqual([]);
  });

  it.each(FINDING_CODES.filter((code) => !LOCAL.includes(code)))('finds %s alone, in whole sentences', (code) => {
    const [facts, sentence] = BROKEN[code] ?? [HEALTHY, ''];
    expect(diagnose(facts)).toMatchObject([{ code, sentence, severity: FINDINGS[code].severity }]);
  });

  it('names what it rests on', () => {
    expect(diagnose(standing({ overdue: ['tr_1', 'tr_2'] }))[0]?.evidence).toEqual(['tr_1', 'tr_2']);
    expect(diagnose(schedules({ quarantined: [{ ...NAMED, error: 'boom' }] }))[0]?.evidence).toEqual([
      'retail/daily/main: boom',
    ]);
  });

  it('hands on why a schedule rests so that it can be said in other languages', () => {
    const errorSaid = said`there is no calendar "${'cn'}" here`;
    const [finding] = diagnose(schedules({ quarantined: [{ ...NAMED, error: String(errorSaid), errorSaid }, NAMED] }));
    expect(finding?.evidence).toEqual(['retail/daily/main: there is no calendar "cn" here', 'retail/daily/main']);
    expect(finding?.said).toEqual([
      { text: '{0}/{1}/{2}: {3}', values: ['retail', 'daily', 'main', errorSaid] },
      { text: '{0}', values: ['retail/daily/main'] },
    ]);
  });

  it('says nothing of servers that stopped, workers that left, and tokens of long ago', () => {
    expect(
      diagnose({
        ...HEALTHY,
        servers: [SERVER, { ...SERVER, id: 'b', version: '0.9.0', seenAt: at(-DAY), stoppedAt: at(-DAY) }],
        workers: [{ ...WORKER, state: 'left', version: '0.1.0' }] as never,
        tokens: [{ name: 'old', kind: 'api', expiresAt: at(-30 * DAY) }],
      }),
    ).toEqual([]);
  });

  it('leaves out what a server did not say yet', () => {
    expect(diagnose(server({ load: undefined }))).toEqual([]);
  });

  it('puts the worst first, and calls wrong what somebody has to act on', () => {
    const found = [finding('WORKER_DRAINING', { worker: 'w', state: 'draining' }), finding('STORE_READ_ONLY')];
    expect(worstFirst(found).map(({ code }) => code)).toEqual(['STORE_READ_ONLY', 'WORKER_DRAINING']);
    expect(found.map(isWrong)).toEqual([false, true]);
  });
});

describe('a server', () => {
  it('is silent behind three beats, and stopped once it said so', () => {
    expect(serverState({ ...SERVER, seenAt: at(-15 * SECOND) }, NOW)).toBe('up');
    expect(serverState({ ...SERVER, seenAt: at(-15_001) }, NOW)).toBe('silent');
    expect(serverState({ ...SERVER, stoppedAt: at(-SECOND) }, NOW)).toBe('stopped');
  });
});
