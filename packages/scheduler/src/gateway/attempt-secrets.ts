/**
 * Secrets of attempts on their way to a worker (SECURITY S5.2): only those that the task names, read when the
 * attempt is sent, in memory and in the message, nowhere else. An attempt whose secrets are not there does not
 * leave: it fails once where one is missing, and is handed back for a while where they cannot be read.
 */
import type { Reason, Scope, SecretReader } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Room } from '../queues/room.ts';
import type { Contexts } from '../runs/contexts.ts';
import type { CompiledVersion } from '../runs/versions.ts';
import type { ConnectedWorker } from '../sessions.ts';
import type { Assignable } from './assignments.ts';
import type { EndedAttempt, Reports } from './reports.ts';

/** Until an attempt whose secrets could not be read is tried again. */
const AWAY_RETRY_MS = 10_000;

type Values = Readonly<Record<string, string>>;
const NONE: Values = Object.freeze({});

interface Origin {
  readonly version: CompiledVersion;
  readonly environment: string;
}

export interface AttemptSecrets {
  /**
   * Undefined: the attempt must not be sent. `isSentAgain`: it may run already, and is left alone then. Nobody waits
   * for those of a task that names none.
   */
  of(
    worker: ConnectedWorker,
    item: Assignable,
    origin: Origin,
    isSentAgain: boolean,
  ): Values | Promise<Values | undefined>;
}

export interface AttemptSecretsParts {
  readonly reader: SecretReader;
  readonly room: Pick<Room, 'freed'>;
  readonly contexts: Pick<Contexts, 'get'>;
  readonly attemptEnded: Reports['attemptEnded'];
  readonly log: Logger;
}

export function createAttemptSecrets({
  reader,
  room,
  contexts,
  attemptEnded,
  log,
}: AttemptSecretsParts): AttemptSecrets {
  return {
    of(worker, item, origin, isSentAgain) {
      const names = origin.version.secrets[item.taskNo] ?? [];
      return names.length === 0 ? NONE : read(worker, item, origin, names, isSentAgain);
    },
  };

  async function read(
    worker: ConnectedWorker,
    item: Assignable,
    { version, environment }: Origin,
    names: readonly string[],
    isSentAgain: boolean,
  ): Promise<Values | undefined> {
    const task = version.plan.tasks[item.taskNo]?.id ?? '';
    const { project, workflow } = version.record;
    const consumer = { project, environment, workflow, task, worker: worker.name };
    try {
      const scope = await scopeOf(item);
      const values = await reader.read(scope, names, consumer);
      const missing = names.find((name) => !Object.hasOwn(values, name));
      if (missing === undefined) return values;
      if (!isSentAgain)
        await end(worker, item, version, { code: 'SECRET_MISSING', params: { secret: missing } }, 'failed');
    } catch (error) {
      log.warn({ err: error, workflow, task }, 'secrets of an attempt cannot be read');
      if (!isSentAgain) await end(worker, item, version, { code: 'SECRET_STORE_AWAY' }, 'returned');
    }
    return undefined;
  }

  async function scopeOf({ runId }: Assignable): Promise<Scope> {
    const facts = await contexts.get(runId);
    if (!facts) throw new Error(`the run ${runId} has ended`);
    return facts;
  }

  async function end(
    worker: ConnectedWorker,
    item: Assignable,
    version: CompiledVersion,
    reason: Reason,
    how: EndedAttempt['how'],
  ): Promise<void> {
    worker.credit++;
    room.freed(worker, [item]);
    // Should this not be written, the attempt stays leased and unsent: the reconciler takes it up.
    const fail = (error: unknown): void =>
      log.warn({ err: error }, 'an attempt without its secrets could not be ended');
    await attemptEnded({
      ...item,
      sessionKey: worker.key,
      version,
      how,
      reason,
      retryable: false,
      ...(how === 'returned' ? { delayMs: AWAY_RETRY_MS } : {}),
      settle: () => undefined,
      fail,
    }).catch(fail);
  }
}
