/** What a process of a task is given (VOCABULARY §6). Nothing else of the worker's environment gets through. */
import type { Json, JsonObject, Turn } from '@carillon/core';
import type { AttemptIdentity } from '@carillon/plugin-api';
import { ATTEMPT_MARKER, WORKER_MARKER } from './marked-processes.ts';

export interface EnvironmentParts {
  readonly identity: AttemptIdentity;
  readonly params: JsonObject;
  readonly turn: Turn | undefined;
  readonly taskEnv: Readonly<Record<string, string>>;
  readonly specEnv: Readonly<Record<string, string>>;
  /** `<worker id>/<life>`: what the warden looks for. */
  readonly worker: string;
  readonly searchPath: string;
  readonly places: {
    readonly home: string;
    readonly temporary: string;
    readonly output: string;
    readonly params: string;
    readonly artifacts: string;
    readonly secrets: string;
    readonly inputs: string;
  };
}

/** The kernel refuses a single variable above 128 KiB; such a parameter is read from CARILLON_PARAMS. */
const LONGEST_VALUE = 100_000;

export function processEnvironment(parts: EnvironmentParts): Record<string, string> {
  const { identity, places } = parts;
  return {
    PATH: parts.searchPath,
    LANG: 'C.UTF-8',
    ...texts(parts.taskEnv),
    ...texts(parts.specEnv),
    HOME: places.home,
    TMPDIR: places.temporary,
    ...paramVariables(parts.params),
    ...turnVariables(parts.turn),
    CARILLON_RUN_ID: identity.runId,
    CARILLON_TASK_RUN_ID: identity.taskRunId,
    [ATTEMPT_MARKER]: identity.attemptId,
    CARILLON_ATTEMPT: String(identity.attempt),
    CARILLON_FENCE: identity.fence,
    CARILLON_IDEMPOTENCY_KEY: identity.idempotencyKey,
    CARILLON_WORKFLOW: identity.workflow,
    CARILLON_TASK: identity.task,
    CARILLON_PROJECT: identity.project,
    CARILLON_ENVIRONMENT: identity.environment,
    CARILLON_LOGICAL_TIME: identity.logicalTime,
    CARILLON_LOGICAL_DATE: identity.logicalDate,
    CARILLON_RUN_URL: identity.runUrl,
    CARILLON_PARAMS: places.params,
    CARILLON_OUTPUT: places.output,
    CARILLON_ARTIFACTS: places.artifacts,
    CARILLON_SECRETS: places.secrets,
    CARILLON_INPUTS: places.inputs,
    [WORKER_MARKER]: parts.worker,
  };
}

function paramVariables(params: JsonObject): Record<string, string> {
  return texts(
    Object.fromEntries(Object.entries(params).map(([name, value]) => [`CARILLON_PARAM_${name.toUpperCase()}`, value])),
  );
}

/** `CARILLON_ITEM`, `_INDEX`, `_ROUND`, `_SHARD`, `_SHARDS`, as far as the loop has them. */
function turnVariables(turn: Turn = {}): Record<string, string> {
  return texts(
    Object.fromEntries(Object.entries(turn).map(([name, value]) => [`CARILLON_${name.toUpperCase()}`, value])),
  );
}

/** Texts as they are, everything else as JSON. A NUL cannot be in a variable. */
function texts(values: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .map(
        ([name, value]) =>
          [name, (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('\0', '')] as const,
      )
      .filter(([, text]) => text.length <= LONGEST_VALUE),
  );
}
