import {
  formatId,
  type Json,
  type JsonObject,
  type OutputType,
  type Reason,
  revealSecrets,
  type SecretField,
  type Turn,
  taskRunId,
} from '@carillon/core';
import type {
  AttemptContext,
  AttemptIdentity,
  AttemptLog,
  ProcessEnd,
  ProcessSpec,
  ResolvedConnection,
} from '@carillon/plugin-api';
import type { Attempt } from './attempt.ts';

/** What an attempt with directories and processes has beside the rest. */
export interface Workspace {
  readonly workingDirectory: string;
  readonly artifactsDirectory: string;
  runProcess(spec: ProcessSpec): Promise<ProcessEnd>;
  readOutput(): Promise<{ readonly output: JsonObject } | { readonly problem: Reason }>;
  fetchArtifact(reference: string): Promise<string>;
}

export interface ContextServices {
  openLog(attempt: Attempt): AttemptLog;
  readonly connections: Readonly<Record<string, ResolvedConnection>>;
}

/** `with`, `env` and `params` of this attempt where the definition held expressions. */
interface ResolvedInput {
  readonly with?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, Json>>;
  readonly secrets?: readonly SecretField[];
  readonly turn?: Turn;
}

/**
 * A class with getters, since a function task often looks at one or two of these and there are tens of
 * thousands a second: nothing is parsed, formatted or allocated before somebody asks.
 */
export class LazyContext implements AttemptContext {
  readonly #attempt: Attempt;
  readonly #services: ContextServices;
  readonly #workspace: Workspace | undefined;
  #identity: AttemptIdentity | undefined;
  #input: ResolvedInput | undefined;
  #params: JsonObject | undefined;

  constructor(attempt: Attempt, services: ContextServices, workspace: Workspace | undefined) {
    this.#attempt = attempt;
    this.#services = services;
    this.#workspace = workspace;
  }

  get identity(): AttemptIdentity {
    this.#identity ??= identityOf(this.#attempt);
    return this.#identity;
  }
  get with(): JsonObject {
    return this.#resolved.with ?? this.#attempt.task.definition.with;
  }
  get env(): Readonly<Record<string, string>> {
    return this.#resolved.env ?? this.#attempt.task.definition.env;
  }
  get turn(): Turn | undefined {
    return this.#resolved.turn;
  }
  get params(): JsonObject {
    this.#params ??= {
      ...parseObject(this.#attempt.assignment.params),
      ...(this.#resolved.params ?? this.#attempt.task.definition.params),
    };
    return this.#params;
  }
  get outputs(): Readonly<Record<string, OutputType>> {
    return this.#attempt.task.definition.outputs;
  }
  get log(): AttemptLog {
    return this.#services.openLog(this.#attempt);
  }
  get signal(): AbortSignal {
    const attempt = this.#attempt;
    if (!attempt.abort) {
      attempt.abort = new AbortController();
      if (attempt.stop) attempt.abort.abort(attempt.stop.reason);
    }
    return attempt.abort.signal;
  }
  get workingDirectory(): string {
    return this.#workspace?.workingDirectory ?? '';
  }
  get artifactsDirectory(): string {
    return this.#workspace?.artifactsDirectory ?? '';
  }
  runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
    return this.#needed().runProcess(spec);
  }
  readOutput(): Promise<{ readonly output: JsonObject } | { readonly problem: Reason }> {
    return this.#needed().readOutput();
  }
  fetchArtifact(reference: string): Promise<string> {
    return this.#needed().fetchArtifact(reference);
  }
  connection(name: string): ResolvedConnection | undefined {
    return Object.hasOwn(this.#services.connections, name) ? this.#services.connections[name] : undefined;
  }

  get #resolved(): ResolvedInput {
    this.#input ??= inputOf(this.#attempt.assignment);
    return this.#input;
  }
  #needed(): Workspace {
    if (!this.#workspace)
      throw new TypeError(`the executor ${this.#attempt.task.definition.type} declares workspace: none`);
    return this.#workspace;
  }
}

/** With secrets in their places: from here on they are in this process's memory only. */
function inputOf({ input: text, secrets }: Attempt['assignment']): ResolvedInput {
  const input = parseObject(text) as ResolvedInput;
  if (!input.secrets) return input;
  return revealSecrets({ ...input, with: input.with ?? EMPTY, env: input.env ?? {} }, input.secrets, secrets);
}

const EMPTY: JsonObject = Object.freeze({});

function parseObject(text: string): JsonObject {
  return text === '' ? EMPTY : (JSON.parse(text) as JsonObject);
}

/** Ids as people and other systems see them. */
function identityOf({ assignment, task }: Attempt): AttemptIdentity {
  const taskRun = formatId('tr', taskRunId(assignment.runId, assignment.taskNo));
  return {
    runId: formatId('run', assignment.runId),
    taskRunId: taskRun,
    attemptId: formatId('att', assignment.attemptId),
    attempt: assignment.attempt,
    fence: String(assignment.fence),
    idempotencyKey: taskRun,
    workflow: task.workflow,
    task: task.task,
    project: task.project,
    environment: task.environment,
    logicalTime: assignment.logicalTime,
    logicalDate: assignment.logicalDate,
    runUrl: assignment.runUrl,
  };
}
