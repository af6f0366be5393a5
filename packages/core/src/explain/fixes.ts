/** What helps against a wait: a call of the API, a command, or both, ready to be used. */
import { formatId, taskRunId } from '../ids.ts';
import { type LabelMatchDocument, OWN_LABEL_PREFIX, WORKER_LABEL } from '../placement/labels.ts';
import type { WorkerNeeds } from '../placement/verdict.ts';

export interface Fix {
  readonly action: FixAction;
  /** `POST /runs/{id}/stop`, below `/api/v1`; absent where a machine has to be brought. */
  readonly api?: string;
  readonly command: string;
}

export const FIX_ACTIONS = [
  'explain_upstream',
  'explain_run',
  'stop_run',
  'start_worker',
  'show_workers',
  'show_queue',
  'resume_queue',
  'resume_schedule',
  'resume_workflow',
  'resume_backfill',
  'show_backfill',
  'resume_run',
  'resume_task',
  'retry_task',
  'approve',
  'send_signal',
  'update_dataset',
  'start_workflow',
  'show_limit',
] as const;
export type FixAction = (typeof FIX_ACTIONS)[number];

export function explainUpstream(runId: string, taskNo: number, task: string): Fix {
  return {
    action: 'explain_upstream',
    api: `GET ${taskRunPath(runId, taskNo)}/explain`,
    command: `carillon run why ${formatId('run', runId)} --task ${task}`,
  };
}

/** What is asked for waits for another run. */
export function explainOther(runId: string): Fix {
  const id = formatId('run', runId);
  return { action: 'explain_run', api: `GET /runs/${id}/explain`, command: `carillon run why ${id}` };
}

export function stopRun(runId: string): Fix {
  const id = formatId('run', runId);
  return { action: 'stop_run', api: `POST /runs/${id}/stop`, command: `carillon run stop ${id}` };
}

const FUNCTION = 'function:';

/** Functions are offered by programs of the user: which of them are connected is all that a command can tell. */
export function startWorker({ group, capability, selector, resources }: WorkerNeeds): Fix {
  if (capability.startsWith(FUNCTION)) return showWorkers;
  // Memory and cores are the machine's own: only what nobody finds out by itself has to be said.
  const gpus = resources.gpu === undefined ? '' : ` --resources gpu=${resources.gpu}`;
  const labels = Object.entries(selector.labels).flatMap(([name, match]) => labelFlag(name, match));
  return { action: 'start_worker', command: `carillon worker run --group ${group}${labels.join('')}${gpus}` };
}

function labelFlag(name: string, match: LabelMatchDocument): readonly string[] {
  const value = valueFor(match);
  if (value === undefined) return [];
  if (name === WORKER_LABEL) return [flag('name', value)];
  return name.startsWith(OWN_LABEL_PREFIX) ? [] : [flag('label', `${name}=${value}`)];
}

/** One that matches; undefined for what is not to be said in a word. */
function valueFor(match: LabelMatchDocument): string | undefined {
  if (typeof match === 'string') return match;
  return ('in' in match ? match.in : Object.values(match)).find((value) => typeof value === 'string');
}

export const showWorkers: Fix = { action: 'show_workers', api: 'GET /workers', command: 'carillon worker list' };

export const showQueue = (name: string): Fix => ({
  action: 'show_queue',
  api: `GET /queues/${name}`,
  command: `carillon queue get ${name} -o wide`,
});

export const resumeQueue = (name: string): Fix => ({
  action: 'resume_queue',
  api: `POST /queues/${name}/resume`,
  command: `carillon queue resume ${name}`,
});

export function resumeSchedule(scheduleId: string): Fix {
  const id = formatId('sch', scheduleId);
  return {
    action: 'resume_schedule',
    api: `POST /schedules/${id}/resume`,
    command: `carillon schedule resume ${id}`,
  };
}

export const resumeWorkflow = (project: string, name: string): Fix => ({
  action: 'resume_workflow',
  api: `POST /workflows/${project}/${name}/resume`,
  command: `carillon workflow resume ${name} --project ${project}`,
});

export function resumeBackfill(backfillId: string): Fix {
  const id = formatId('bf', backfillId);
  return { action: 'resume_backfill', api: `POST /backfills/${id}/resume`, command: `carillon backfill resume ${id}` };
}

export function showBackfill(backfillId: string): Fix {
  const id = formatId('bf', backfillId);
  return { action: 'show_backfill', api: `GET /backfills/${id}`, command: `carillon backfill get ${id}` };
}

export function resumeRun(runId: string): Fix {
  const id = formatId('run', runId);
  return { action: 'resume_run', api: `POST /runs/${id}/resume`, command: `carillon run resume ${id}` };
}

const taskRunPath = (runId: string, taskNo: number): string => `/task-runs/${formatId('tr', taskRunId(runId, taskNo))}`;

export function resumeTask(runId: string, taskNo: number, task: string): Fix {
  return {
    action: 'resume_task',
    api: `POST ${taskRunPath(runId, taskNo)}/resume`,
    command: `carillon run resume ${formatId('run', runId)} --task ${task}`,
  };
}

export function retryTask(runId: string, taskNo: number, task: string): Fix {
  return {
    action: 'retry_task',
    api: `POST ${taskRunPath(runId, taskNo)}/retry`,
    command: `carillon run retry ${formatId('run', runId)} --task ${task}`,
  };
}

/** @param id as it is outside, `apr_…` */
export function approve(id: string): Fix {
  return { action: 'approve', api: `POST /approvals/${id}/approve`, command: `carillon approval approve ${id}` };
}

export function sendSignal(runId: string, signal: string, key: string | undefined): Fix {
  const id = formatId('run', runId);
  return {
    action: 'send_signal',
    api: `POST /runs/${id}/signal`,
    command: `carillon run signal ${id} ${signal}${flag('key', key)}`,
  };
}

export function updateDataset(dataset: string, partition: string | undefined): Fix {
  return {
    action: 'update_dataset',
    api: `POST /datasets/${dataset}/updates`,
    command: `carillon dataset update ${dataset}${flag('partition', partition)}`,
  };
}

export function startWorkflow(workflow: string): Fix {
  return { action: 'start_workflow', api: 'POST /runs', command: `carillon run start ${workflow}` };
}

/** Texts of users stand in commands that people paste: quoted as a shell reads them. */
const flag = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` --${name} '${value.replaceAll("'", `'\\''`)}'`;

/** Who has it, and since when. */
export function showLimit(limitId: string): Fix {
  const id = formatId('lim', limitId);
  return { action: 'show_limit', api: `GET /limits/${id}`, command: `carillon limit get ${id}` };
}
