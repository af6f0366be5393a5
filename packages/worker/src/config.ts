import { availableParallelism, hostname } from 'node:os';
import {
  OWN_LABEL_PREFIX,
  parseResources,
  RESOURCE_NAMES,
  type Resources,
  type ResourcesDocument,
} from '@carillon/core';
import { machineResources } from './machine-resources.ts';
import type { ResolvedConnection } from '@carillon/plugin-api';

export interface WorkerConfig {
  /** `host:port` of servers, in the order they are tried. TLS outside loopback, unless written as `grpc://host:port`. */
  readonly servers: readonly string[];
  readonly token: string;
  /** The host's name when absent. */
  readonly name?: string;
  readonly group?: string;
  /** Attempts that run at once. */
  readonly slots?: number;
  /** Assignments held beyond the slots, which hides the way to the server for very short tasks. */
  readonly prefetch?: number;
  /** Journal, working directories and spools. Without it only executors that need no workspace can be offered. */
  readonly stateDirectory?: string;
  /** How long an earlier life that still holds the state directory may take to end; not at all when absent. */
  readonly statePatienceMs?: number;
  readonly connections?: Readonly<Record<string, ResolvedConnection>>;
  /** Sandbox level of process attempts (SECURITY S6); this version provides 0 only. */
  readonly sandbox?: number;
  /** What tasks may choose it by. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What it has for tasks that ask for it; what the machine has when absent, without GPUs. */
  readonly resources?: ResourcesDocument;
  /** Log kept per attempt, first and last half; bytes. */
  readonly logLimit?: number;
  /** The PATH of process tasks; the worker's own when absent. */
  readonly searchPath?: string;
  /** Processes and threads that a process task may have at once, where control groups can be made; 0: no limit. */
  readonly taskProcesses?: number;
}

export interface WorkerSettings {
  readonly servers: readonly string[];
  readonly token: string;
  readonly name: string;
  readonly group: string;
  readonly slots: number;
  readonly prefetch: number;
  readonly stateDirectory: string | undefined;
  readonly statePatienceMs: number;
  readonly connections: Readonly<Record<string, ResolvedConnection>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly logLimit: number;
  readonly searchPath: string;
  readonly taskProcesses: number;
}

/** Thrown by {@link checkConfig}; the message names the setting and the fix. */
export class WorkerConfigError extends Error {
  override readonly name = 'WorkerConfigError';
  readonly code: 'WORKER_CONFIG' | 'SANDBOX_UNAVAILABLE';
  constructor(code: 'WORKER_CONFIG' | 'SANDBOX_UNAVAILABLE', message: string) {
    super(message);
    this.code = code;
  }
}

const DEFAULT_LOG_LIMIT = 100 * 2 ** 20;
const MAX_LOG_LIMIT = 2 * 2 ** 30;
/** Of one task, far above what any but a runaway has. */
const DEFAULT_TASK_PROCESSES = 4_096;
/** What Linux has at most. */
const MAX_TASK_PROCESSES = 4_194_304;

export function checkConfig(config: WorkerConfig): WorkerSettings {
  const refuse = (message: string): never => {
    throw new WorkerConfigError('WORKER_CONFIG', message);
  };
  const whole = (name: string, value: number, min: number, max: number): number =>
    Number.isInteger(value) && value >= min && value <= max
      ? value
      : refuse(`${name}: ${value} must be a whole number between ${min} and ${max}`);
  if ((config.sandbox ?? 0) !== 0) {
    throw new WorkerConfigError(
      'SANDBOX_UNAVAILABLE',
      `SANDBOX_UNAVAILABLE: this worker was asked for sandbox level ${config.sandbox} and provides level 0 only; ` +
        'say CARILLON_SANDBOX=0 (--sandbox 0) to let tasks run as plain processes of this user, or do not start it here',
    );
  }
  if (config.servers.length === 0) refuse('servers: name at least one server, as host:port');
  if (config.token === '') refuse('token: a worker token is needed');
  return {
    servers: config.servers,
    token: config.token,
    name: config.name ?? hostname(),
    group: config.group ?? 'default',
    slots: whole('slots', config.slots ?? Math.max(2, availableParallelism() * 2), 1, 10_000),
    prefetch: whole('prefetch', config.prefetch ?? 0, 0, 100_000),
    stateDirectory: config.stateDirectory,
    statePatienceMs: config.statePatienceMs ?? 0,
    connections: config.connections ?? {},
    labels: ownLabels(config.labels ?? {}, refuse),
    resources: resourcesOf(config, refuse),
    logLimit: whole('logLimit', config.logLimit ?? DEFAULT_LOG_LIMIT, 2 ** 16, MAX_LOG_LIMIT),
    searchPath: config.searchPath ?? process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    taskProcesses: whole('taskProcesses', config.taskProcesses ?? DEFAULT_TASK_PROCESSES, 0, MAX_TASK_PROCESSES),
  };
}

type Refuse = (message: string) => never;

function ownLabels(labels: Readonly<Record<string, string>>, refuse: Refuse): Readonly<Record<string, string>> {
  const reserved = Object.keys(labels).find((name) => name.startsWith(OWN_LABEL_PREFIX));
  return reserved === undefined ? labels : refuse(`labels: ${reserved} is given by Carillon; choose another name`);
}

/** Those that are named win over what the machine has: `gpu=1` alone leaves cpu and memory as they are. */
function resourcesOf({ resources, stateDirectory }: WorkerConfig, refuse: Refuse): Resources {
  const unknown = Object.keys(resources ?? {}).find((name) => !(RESOURCE_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) return refuse(`resources: there is no "${unknown}"; name ${RESOURCE_NAMES.join(', ')}`);
  try {
    const named = parseResources(resources);
    const unnamed = Object.entries(machineResources(stateDirectory)).filter(
      ([name]) => !Object.hasOwn(resources ?? {}, name),
    );
    return { ...Object.fromEntries(unnamed), ...named };
  } catch (error) {
    if (error instanceof RangeError) return refuse(`resources: ${error.message}`);
    throw error;
  }
}
