/** A small made-up installation in the shapes of the REST interface, for looking at pages without a server. */
import {
  type JsonObject,
  OBSTACLES,
  type RunCommand,
  type RunState,
  runObstacle,
  type TaskDocument,
  type WorkflowDocument,
  formatId as fromUuid,
  newRunId,
  taskRunId,
  uuidv7,
} from '@carillon/core';
import type {
  Action,
  Artifact,
  Attempt,
  Queue,
  Reason,
  Run,
  RunEvent,
  Schedule,
  TaskRun,
  Worker,
  Workflow,
  WorkflowVersion,
} from '@carillon/protocol';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const STARTED = Date.now();
const iso = (ms: number) => new Date(ms).toISOString();
let serial = 1;
const random = () => Uint8Array.from({ length: 10 }, (_, n) => (n * 37 + serial * 101) % 256);
const id = (prefix: 'wf' | 'ver' | 'sch' | 'wrk' | 'att', at = STARTED) => (
  serial++, fromUuid(prefix, uuidv7(at, random()))
);
const reason = (code: string, message: string, params?: JsonObject): Reason => ({
  code,
  message,
  ...(params && { params: params }),
});

const head = { apiVersion: 'carillon/v1' as const };
const task = (type: string, needs: string[] = [], more: Partial<TaskDocument> = {}): TaskDocument => ({
  type,
  needs,
  ...more,
});

const DOCUMENTS: readonly WorkflowDocument[] = [
  {
    kind: 'Workflow',
    name: 'daily-report',
    project: 'default',
    title: 'Flight delays by airport',
    owner: 'team-bi',
    tags: ['core', 'report'],
    description: 'Reads the flights of a day, cleans them, loads them into PostgreSQL and draws a report.',
    params: {
      day: {
        type: 'date',
        title: 'Day',
        default: '${{ run.logicalDate }}',
        description: 'The day whose flights are read',
      },
      region: { type: 'string', enum: ['cn', 'eu', 'us'], default: 'cn' },
      minDelay: {
        type: 'integer',
        minimum: 0,
        maximum: 600,
        default: 15,
        description: 'Minutes from which a flight counts as late',
      },
      sendMail: { type: 'boolean', default: false },
      window: { type: 'duration', default: '6h' },
      airports: { type: 'array', maxItems: 20, default: ['PVG', 'PEK'] },
      note: { type: 'string', required: true, minLength: 3, description: 'Why this run is started by hand' },
    },
    schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' },
    defaults: { timeout: '30m', retry: { max: 2, backoff: 'exponential', initial: '5s' } },
    tasks: {
      fetch: task('http', [], { with: { url: 'http://127.0.0.1:8090/flights.csv', saveAs: 'flights.csv' } }),
      clean: task('python', ['fetch'], {
        with: { script: 'import csv\nprint("cleaning")\n', inputs: ['fetch/flights.csv'] },
        outputs: { rows: 'integer' },
      }),
      load: task('sql', ['clean'], {
        with: { connection: 'warehouse', query: 'select 1', copy: { table: 'flights', from: 'clean/clean.csv' } },
      }),
      check: task('quality', ['load'], {
        with: { connection: 'warehouse', checks: { rows: { query: 'select count(*) from flights', expect: '> 0' } } },
      }),
      by_airport: task('sql', ['check'], {
        with: { connection: 'warehouse', query: 'select airport, avg(delay) from flights group by 1' },
      }),
      by_carrier: task('sql', ['check'], {
        with: { connection: 'warehouse', query: 'select carrier, avg(delay) from flights group by 1' },
      }),
      render: task('node', ['by_airport', 'by_carrier'], { with: { file: 'render.mjs', args: ['--title', 'Delays'] } }),
      announce: task('notify', ['render'], {
        with: { url: 'http://127.0.0.1:8090/hook', text: 'The report is there' },
      }),
    },
  },
  {
    kind: 'Workflow',
    name: 'order-sync',
    project: 'default',
    owner: 'team-orders',
    tags: ['core'],
    schedule: { cron: '*/15 * * * *', timezone: 'UTC' },
    tasks: {
      pull_orders_from_the_shop: task('http'),
      transform: task('node', ['pull_orders_from_the_shop']),
      push: task('function', ['transform']),
    },
  },
  {
    kind: 'Workflow',
    name: 'hello',
    project: 'default',
    title: 'The first one',
    tags: [],
    tasks: { hello: task('shell', [], { with: { script: 'echo hello' } }) },
  },
  {
    kind: 'Workflow',
    name: 'risk-model',
    project: 'default',
    title: '风险模型训练',
    owner: '王伟',
    tags: ['fin', 'ml'],
    schedules: {
      nightly: { cron: '0 2 * * *', timezone: 'Asia/Shanghai' },
      weekly: { cron: '0 6 * * 1', timezone: 'Europe/Berlin' },
    },
    tasks: {
      features: task('sql'),
      pause: task('wait', ['features'], { with: { for: '30s' } }),
      train: task('python', ['pause'], { workers: { group: 'gpu' } }),
      publish: task('shell', ['train']),
    },
  },
  {
    kind: 'Workflow',
    name: 'wide-import',
    project: 'default',
    owner: 'team-data',
    tags: ['import'],
    tasks: Object.fromEntries([
      ['plan', task('node')],
      ...Array.from(
        { length: 36 },
        (_, n) => [`import_${String(n + 1).padStart(2, '0')}`, task(n % 3 ? 'shell' : 'python', ['plan'])] as const,
      ),
      [
        'merge',
        task(
          'sql',
          Array.from({ length: 36 }, (_, n) => `import_${String(n + 1).padStart(2, '0')}`),
        ),
      ],
    ]),
  },
];

const SOURCE = (document: WorkflowDocument) => `kind: Workflow
name: ${document.name}
owner: ${document.owner ?? 'nobody'}     # asked when it fails
tasks:
${Object.entries(document.tasks)
  .slice(0, 12)
  .map(
    ([name, { type, needs = [] }]) =>
      `  ${name}: { type: ${type}${needs.length ? `, needs: [${needs.slice(0, 3).join(', ')}]` : ''} }`,
  )
  .join('\n')}
`;

type Script = (
  name: string,
  n: number,
) => { state: string; at?: number; queue?: number; run?: number; attempt?: number; reason?: Reason };
interface RunScript {
  workflow: string;
  version: number;
  state: Run['state'];
  ageMs: number;
  kind: string;
  actor: string;
  tasks: Script;
  reason?: Reason;
  date?: string;
}

export const runs: Run[] = [];
export const tasksOf = new Map<string, TaskRun[]>();
export const attemptsOf = new Map<string, Attempt[]>();
export const documents = new Map(DOCUMENTS.map((document) => [document.name, document]));

function addRun(script: RunScript): void {
  serial++;
  const created = STARTED - script.ageMs;
  const uuid = newRunId(created, random());
  const runId = fromUuid('run', uuid);
  const document = documents.get(script.workflow) as WorkflowDocument;
  const tasks = Object.entries(document.tasks).map(([name, definition], n): TaskRun => {
    const { state, at, queue = 300, run = 2_000, attempt = 1, reason: why } = script.tasks(name, n);
    const isFinal = ['success', 'failed', 'stopped'].includes(state);
    const base = {
      ...head,
      kind: 'TaskRun' as const,
      id: fromUuid('tr', taskRunId(uuid, n)),
      runId,
      task: name,
      type: definition.type,
      state,
      ...(why && { reason: why }),
    };
    if (at === undefined)
      return {
        ...base,
        attempt: 0,
        ...(['upstream_failed', 'skipped'].includes(state) && { endedAt: iso(created + 20_000) }),
      };
    const ready = created + at;
    if (state === 'queued') return { ...base, attempt: 0, readyAt: iso(ready) };
    const started = ready + queue + 120;
    return {
      ...base,
      attempt,
      readyAt: iso(ready),
      dispatchedAt: iso(ready + queue),
      startedAt: iso(started),
      worker: `worker-${(n % 2) + 1}`,
      ...(isFinal && { endedAt: iso(started + run), exitCode: state === 'success' ? 0 : 3 }),
      input: { day: '2026-11-20', region: 'cn' },
      ...(state === 'success' && {
        outputs: {
          rows: 48_213,
          path: 's3://lake/flights/2026-11-20.csv',
          sample: [
            { airport: 'PVG', delay: 18.4 },
            { airport: 'PEK', delay: 12.1 },
          ],
        },
      }),
    };
  });
  for (const each of tasks) attemptsOf.set(each.id, attemptList(each));
  tasksOf.set(runId, tasks);
  const ends = tasks.map(({ endedAt }) => endedAt ?? '').sort();
  const isFinal = ['success', 'failed', 'stopped'].includes(script.state);
  const started = tasks.some(({ startedAt }) => startedAt);
  runs.push({
    ...head,
    kind: 'Run',
    id: runId,
    project: 'default',
    environment: 'dev',
    workflow: script.workflow,
    version: script.version,
    state: script.state,
    ...(script.reason && { reason: script.reason }),
    trigger: { kind: script.kind, actor: script.actor },
    params: script.workflow === 'daily-report' ? { day: '2026-11-20', region: 'cn', minDelay: 15 } : {},
    ...(script.state === 'success' &&
      script.workflow === 'daily-report' && { outputs: { report: 'report.html', lateFlights: 1_204 } }),
    ...(script.kind === 'schedule' && { logicalTime: iso(created - 400) }),
    logicalDate: script.date ?? '2026-11-20',
    createdAt: iso(created),
    ...(started && { startedAt: iso(created + 300) }),
    ...(isFinal && { endedAt: ends.at(-1) as string }),
    url: `http://127.0.0.1:4400/r/${runId}`,
    actions: runActions(script.state as RunState),
  });
}

function runActions(state: RunState): Run['actions'] {
  const action = (command: RunCommand): Action => {
    const code = runObstacle(command, { state, reason: undefined });
    return code === undefined ? { allowed: true } : { allowed: false, code, reason: OBSTACLES[code] };
  };
  return { stop: action('stop'), pause: action('pause'), resume: action('resume'), rerun: action('rerun') };
}

function attemptList(task: TaskRun): Attempt[] {
  if (!task.startedAt || !task.dispatchedAt) return [];
  const failed = reason('EXIT_CODE', 'The process ended with exit code 3.', { exitCode: 3 });
  return Array.from({ length: task.attempt }, (_, n): Attempt => {
    const back = (task.attempt - 1 - n) * 9_000;
    const isLast = n + 1 === task.attempt;
    const shift = (at: string) => iso(Date.parse(at) - back);
    const started = shift(task.startedAt as string);
    return {
      ...head,
      kind: 'Attempt',
      id: id('att'),
      taskRunId: task.id,
      attempt: n + 1,
      fence: String(400 + n),
      worker: task.worker as string,
      state: isLast
        ? task.state === 'retrying'
          ? 'failed'
          : task.state
        : n === 0 && task.attempt > 2
          ? 'lost'
          : 'failed',
      dispatchedAt: shift(task.dispatchedAt as string),
      startedAt: started,
      ...(isLast
        ? task.endedAt && { endedAt: task.endedAt, exitCode: task.exitCode as number }
        : { endedAt: iso(Date.parse(started) + 4_000), exitCode: 3 }),
      ...(isLast && task.reason
        ? { reason: task.reason }
        : isLast && task.state === 'success'
          ? {}
          : { reason: n === 0 && task.attempt > 2 ? reason('WORKER_LOST', 'lost', { worker: 'worker-2' }) : failed }),
    };
  });
}

const green: Script = (_name, n) => ({
  state: 'success',
  at: n * 2_600,
  queue: 200 + ((n * 331) % 900),
  run: 1_500 + ((n * 977) % 2_400),
  attempt: n === 3 ? 2 : 1,
});
const broken: Script = (name, n) => {
  if (n < 3) return green(name, n);
  if (name === 'check')
    return {
      state: 'failed',
      at: 26_000,
      run: 4_200,
      attempt: 3,
      reason: reason('EXIT_CODE', 'The process ended with exit code 3.', {
        exitCode: 3,
        message: 'connection refused: dwh-3:5432',
      }),
    };
  return {
    state: 'upstream_failed',
    reason: reason('UPSTREAM', 'An upstream task (check) did not succeed.', { task: 'check' }),
  };
};
const live: Script = (name, n) => {
  if (n < 3) return green(name, n);
  if (name === 'check') return { state: 'running', at: 7_800, queue: 900 };
  return { state: 'pending', reason: reason('DEP_UPSTREAM', 'Waiting for upstream tasks.') };
};
const held: Script = (_name, n) => {
  if (n < 2) return { state: 'success', at: n * 2_000, run: 1_800 };
  if (n === 2)
    return {
      state: 'queued',
      at: 4_600,
      reason: reason('NO_CAPABLE_WORKER', 'No connected worker offers what it needs: python in group gpu.', {
        capability: 'python',
        group: 'gpu',
      }),
    };
  return { state: 'pending' };
};
const wide: Script = (name, n) => {
  if (n === 0) return { state: 'success', at: 0, run: 900 };
  if (name === 'merge') return { state: 'pending' };
  if (n === 9)
    return {
      state: 'retrying',
      at: 1_500,
      run: 2_000,
      attempt: 2,
      reason: reason('RETRY_BACKOFF', 'Waiting', { at: iso(STARTED + 30_000) }),
    };
  if (n === 14)
    return { state: 'skipped', reason: reason('CONDITION', 'The condition was false.', { when: 'params.full' }) };
  return n < 20
    ? { state: 'success', at: 1_300 + n * 90, run: 2_000 + ((n * 571) % 5_000) }
    : n < 28
      ? { state: 'running', at: 1_300 + n * 190 }
      : { state: 'queued', at: 1_400, reason: reason('NO_CAPACITY', 'Every worker that could run it is full.') };
};
const halted: Script = (name, n) =>
  n < 1
    ? green(name, n)
    : n === 1
      ? {
          state: 'stopped',
          at: 2_600,
          run: 6_000,
          reason: reason('STOPPED_BY_USER', 'Stopped by admin.', { actor: 'admin' }),
        }
      : { state: 'skipped', reason: reason('RULE', 'The trigger rule was not met.') };

for (let day = 40; day >= 2; day--) {
  addRun({
    workflow: 'daily-report',
    version: 5 + Number(day < 12),
    state: day % 11 === 4 ? 'failed' : 'success',
    ageMs: day * 24 * HOUR - 6 * HOUR,
    kind: 'schedule',
    actor: '',
    tasks: day % 11 === 4 ? broken : green,
    date: new Date(STARTED - (day + 1) * 24 * HOUR).toISOString().slice(0, 10),
    ...(day % 11 === 4 && { reason: reason('TASK_FAILED', 'A task (check) failed.', { task: 'check' }) }),
  });
  if (day < 20)
    addRun({
      workflow: 'order-sync',
      version: 14,
      state: 'success',
      ageMs: day * 15 * MINUTE,
      kind: 'schedule',
      actor: '',
      tasks: green,
    });
}
addRun({
  workflow: 'hello',
  version: 1,
  state: 'success',
  ageMs: 90 * MINUTE,
  kind: 'manual',
  actor: 'admin',
  tasks: green,
});
addRun({
  workflow: 'order-sync',
  version: 14,
  state: 'stopped',
  ageMs: 50 * MINUTE,
  kind: 'api',
  actor: 'shop-backend',
  tasks: halted,
  reason: reason('STOPPED_BY_USER', 'Stopped by admin.', { actor: 'admin' }),
});
addRun({
  workflow: 'daily-report',
  version: 6,
  state: 'success',
  ageMs: 31 * MINUTE,
  kind: 'manual',
  actor: 'admin',
  tasks: green,
});
addRun({
  workflow: 'daily-report',
  version: 6,
  state: 'failed',
  ageMs: 12 * MINUTE,
  kind: 'schedule',
  actor: '',
  tasks: broken,
  reason: reason('TASK_FAILED', 'A task (check) failed.', { task: 'check' }),
});
addRun({
  workflow: 'risk-model',
  version: 3,
  state: 'running',
  ageMs: 3 * MINUTE,
  kind: 'manual',
  actor: '王伟',
  tasks: held,
});
addRun({
  workflow: 'wide-import',
  version: 2,
  state: 'running',
  ageMs: 14_000,
  kind: 'manual',
  actor: 'admin',
  tasks: wide,
});
addRun({
  workflow: 'daily-report',
  version: 6,
  state: 'running',
  ageMs: 11_000,
  kind: 'manual',
  actor: 'admin',
  tasks: live,
});
runs.sort((a, b) => b.id.localeCompare(a.id));

export const runBy = (name: string, state: string): string =>
  runs.find((run) => run.workflow === name && run.state === state)?.id ?? '';

const schedulesOf = (document: WorkflowDocument) =>
  Object.entries(document.schedules ?? (document.schedule ? { default: document.schedule } : {}));

export const schedules: Schedule[] = DOCUMENTS.flatMap((document) =>
  schedulesOf(document).map(([name, definition], n) => ({
    ...head,
    kind: 'Schedule' as const,
    id: id('sch'),
    project: 'default',
    workflow: document.name,
    name,
    environment: 'dev',
    type: 'cron' as const,
    expression: String(definition.cron),
    definition: { ...definition },
    timezone: definition.timezone ?? 'UTC',
    calendars: [],
    actions: { pause: { allowed: n !== 1 }, resume: { allowed: n === 1 }, fire: { allowed: true } },
    state: n === 1 ? ('paused' as const) : ('enabled' as const),
    ...(n !== 1 && { nextFireAt: iso(STARTED + (n + 1) * 3 * HOUR + 7 * MINUTE) }),
  })),
);

const VERSIONS: Readonly<Record<string, number>> = {
  'daily-report': 6,
  'order-sync': 14,
  hello: 1,
  'risk-model': 3,
  'wide-import': 2,
};

export const workflows: Workflow[] = DOCUMENTS.map((document) => ({
  ...head,
  kind: 'Workflow',
  id: id('wf'),
  project: 'default',
  name: document.name,
  ...(document.title && { title: document.title }),
  ...(document.description && { description: document.description }),
  ...(document.owner && { owner: document.owner }),
  tags: [...(document.tags ?? [])],
  lifecycle: 'active',
  version: VERSIONS[document.name] ?? 1,
  tasks: Object.keys(document.tasks).length,
  schedules: schedulesOf(document).map(([name, { cron, timezone = 'UTC' }]) => ({
    name,
    type: 'cron',
    expression: String(cron),
    timezone,
  })),
  ...(schedulesOf(document).length > 0 && { nextFireAt: iso(STARTED + 3 * HOUR + 7 * MINUTE) }),
  lastRuns: runs
    .filter(({ workflow }) => workflow === document.name)
    .slice(0, 14)
    .map(({ id: run, state }) => ({ id: run, state })),
  updatedAt: iso(STARTED - 26 * HOUR),
  actions: { start: { allowed: true } },
}));

export function version(name: string, number: number): WorkflowVersion {
  const document = documents.get(name) as WorkflowDocument;
  return {
    ...head,
    kind: 'WorkflowVersion',
    id: id('ver'),
    project: 'default',
    workflow: name,
    number,
    hash: `${String(number).repeat(4)}9f31c0ab77d2`.padEnd(64, 'e'),
    author: 'admin',
    message: number % 2 ? '' : 'Retry the load, since the warehouse restarts at night',
    createdAt: iso(STARTED - (20 - number) * 26 * HOUR),
    document: document as unknown as Record<string, unknown>,
    source: SOURCE(document),
    files:
      name === 'daily-report'
        ? { 'render.mjs': "import { readFile } from 'node:fs/promises';\nconsole.log('render');\n" }
        : {},
  };
}

export const workers: Worker[] = ['online', 'online', 'draining', 'silent'].map((state, n) => ({
  ...head,
  kind: 'Worker',
  id: id('wrk'),
  name: `worker-${n + 1}`,
  group: n === 3 ? 'gpu' : 'default',
  state,
  capabilities: ['shell', 'python', 'node', 'http', 'sql', 'quality', 'notify', 'function'].slice(0, 8 - n),
  labels: n === 3 ? { gpu: 'a10' } : {},
  resources: { cpu: 8, memory: 16 * 2 ** 30, ...(n === 3 && { gpu: 2 }) },
  used: { cpu: [3.5, 1, 0.5, 0][n] as number, memory: ([6, 2, 1, 0][n] as number) * 2 ** 30 },
  slots: 8,
  busy: [5, 2, 1, 0][n] as number,
  version: '0.1.0',
  host: `build-${n + 1}.local`,
  connectedAt: iso(STARTED - (n + 1) * 5 * HOUR),
  leaseUntil: iso(STARTED + 20_000),
}));

const yes = { allowed: true };
const queue = (name: string, more: Partial<Queue> = {}): Queue => ({
  ...head,
  kind: 'Queue',
  name,
  described: true,
  state: 'open',
  weight: 1,
  used: 0,
  minShare: 0,
  maxShare: 1,
  running: 0,
  ready: 0,
  holders: [],
  actions: { pause: yes, resume: { allowed: false, reason: 'It is not paused.' } },
  ...more,
});

export const queues: Queue[] = [
  queue('default', { used: 0.22, running: 7, holders: [{ project: 'default', running: 7 }] }),
  queue('etl', {
    title: 'Nightly loads',
    minShare: 0.4,
    used: 0.31,
    running: 10,
    ready: 128,
    oldestReadyAt: iso(STARTED - 12 * MINUTE),
    holders: [
      { project: 'retail', running: 8 },
      { project: 'default', running: 2 },
    ],
  }),
  queue('adhoc', { parent: 'etl', maxShare: 0.1, used: 0.1, state: 'full', running: 3, ready: 4, weight: 0.5 }),
  queue('training', {
    minShare: 0.1,
    maxShare: 0.5,
    state: 'paused',
    ready: 6,
    oldestReadyAt: iso(STARTED - 3 * HOUR),
    pausedAt: iso(STARTED - 3 * HOUR),
    pausedBy: 'li',
    pauseReason: 'new drivers',
    actions: { pause: { allowed: false, reason: 'It is paused.' }, resume: yes },
  }),
];

export const artifacts = (runId: string): Artifact[] =>
  (tasksOf.get(runId) ?? [])
    .filter(({ task: name, state }) => state === 'success' && ['fetch', 'clean', 'render'].includes(name))
    .map((each) => {
      const [name, contentType, size] = {
        fetch: ['flights.csv', 'text/csv', 4_113_002],
        clean: ['clean.csv', 'text/csv', 3_900_120],
        render: ['report.html', 'text/html', 48_211],
      }[each.task] as [string, string, number];
      return {
        taskRunId: each.id,
        task: each.task,
        attempt: each.attempt,
        name,
        contentType,
        size,
        sha256: 'c0ffee'.padEnd(64, '1'),
        url: `/api/v1/task-runs/${each.id}/attempts/${each.attempt}/artifacts/${name}`,
      };
    });

export function events(run: Run): RunEvent[] {
  const steps = (tasksOf.get(run.id) ?? []).flatMap((each) => [
    ...(each.readyAt ? [{ at: each.readyAt, transitions: [{ task: each.task, to: 'queued' }] }] : []),
    ...(each.startedAt
      ? [{ at: each.startedAt, transitions: [{ task: each.task, attempt: each.attempt, to: 'running' }] }]
      : []),
    ...(each.endedAt
      ? [
          {
            at: each.endedAt,
            transitions: [
              { task: each.task, attempt: each.attempt, to: each.state, ...(each.reason && { reason: each.reason }) },
            ],
          },
        ]
      : []),
  ]);
  const all: Pick<RunEvent, 'at' | 'actor' | 'transitions'>[] = [
    { at: run.createdAt, actor: run.trigger.actor || 'schedule', transitions: [{ to: 'queued' }] },
    ...steps,
  ].sort((a, b) => a.at.localeCompare(b.at));
  if (run.endedAt)
    all.push({ at: run.endedAt, transitions: [{ to: run.state, ...(run.reason && { reason: run.reason }) }] });
  return all.map((step, n) => ({ runId: run.id, seq: String(n + 1), ...step }));
}
