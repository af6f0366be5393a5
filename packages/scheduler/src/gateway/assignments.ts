/** Turns leases into messages. A definition is sent once per stream, an assignment refers to it. */
import type { Leased } from '@carillon/core';
import type { Assignment, Definition } from '@carillon/protocol/grpc';
import type { Room } from '../queues/room.ts';
import type { ConnectedWorker } from '../sessions.ts';
import type { Contexts } from '../runs/contexts.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';
import type { AttemptSecrets } from './attempt-secrets.ts';

/** Of one message: a character is up to three bytes, and workers take four MiB (GUARANTEES 16). */
const MESSAGE_CHARACTERS = 2 ** 20;

/** A lease with what its worker must know of the run. */
export interface Assignable extends Leased {
  readonly versionKey: number;
  readonly laneKey: number;
  readonly environmentKey: number;
  /** JSON text, empty for `{}`. */
  readonly params: string;
  readonly logicalTime: Date | undefined;
  readonly input: string | undefined;
}

type Values = Readonly<Record<string, string>>;

/** What leases of one version in one environment have in common. */
interface Place {
  readonly versionKey: number;
  readonly environmentKey: number;
  readonly version: CompiledVersion;
  readonly environment: string;
}

export interface Assigner {
  /**
   * Room was taken when the lease was made; this only sends. `isSentAgain`: the worker may run them already.
   */
  send(worker: ConnectedWorker, items: readonly Assignable[], isSentAgain?: boolean): Promise<void>;
}

export interface AssignerParts {
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly attemptSecrets: AttemptSecrets;
  readonly room: Pick<Room, 'hold'>;
}

export function createAssigner({ versions, contexts, attemptSecrets, room }: AssignerParts): Assigner {
  const definitionId = (
    worker: ConnectedWorker,
    { version, environment }: Place,
    item: Assignable,
    fresh: Definition[],
  ): number => {
    const name = `${item.versionKey}/${item.taskNo}/${item.environmentKey}`;
    const known = worker.definitions.get(name);
    if (known !== undefined) return known;
    const id = worker.definitions.size + 1;
    worker.definitions.set(name, id);
    fresh.push({
      id,
      workflow: version.record.workflow,
      project: version.record.project,
      environment,
      task: version.plan.tasks[item.taskNo]?.id ?? '',
      definition: version.definitions[item.taskNo] ?? '',
    });
    return id;
  };

  const placeOf = async ({ versionKey, environmentKey }: Assignable): Promise<Place> => ({
    versionKey,
    environmentKey,
    version: versions.peek(versionKey) ?? (await versions.get(versionKey)),
    environment: await contexts.environmentName(environmentKey),
  });

  return {
    async send(worker, items, isSentAgain = false) {
      for (const item of items) room.hold(worker, item);
      const known: { item: Assignable; place: Place; secrets: Values; logicalDate: string }[] = [];
      // At tens of thousands a second nothing is awaited that is known.
      let place: Place | undefined;
      for (const item of items) {
        if (place?.versionKey !== item.versionKey || place.environmentKey !== item.environmentKey)
          place = await placeOf(item);
        const asked = attemptSecrets.of(worker, item, place, isSentAgain);
        const secrets = asked instanceof Promise ? await asked : asked;
        const facts = { runId: item.runId, logicalTime: item.logicalTime, createdAt: createdAtOf(item.runId) };
        const date = contexts.logicalDate(facts, place.version);
        const logicalDate = typeof date === 'string' ? date : await date;
        if (secrets) known.push({ item, place, secrets, logicalDate });
      }
      // From here on nothing is awaited: another call must not refer to a definition before it is on its way.
      let definitions: Definition[] = [];
      let assignments: Assignment[] = [];
      let left = MESSAGE_CHARACTERS;
      const flush = (): void => {
        worker.send({ body: { $case: 'assign', value: { definitions, assignments } } }, MESSAGE_CHARACTERS - left);
        [definitions, assignments, left] = [[], [], MESSAGE_CHARACTERS];
      };
      for (const { item, place, secrets, logicalDate } of known) {
        const { version } = place;
        const definition = version.definitions[item.taskNo] ?? '';
        const size = item.params.length + (item.input?.length ?? 0) + definition.length + lengthOf(secrets);
        if (size > left && assignments.length > 0) flush();
        left -= size;
        assignments.push({
          definitionId: definitionId(worker, place, item, definitions),
          runId: item.runId,
          taskNo: item.taskNo,
          attempt: item.attempt,
          attemptId: item.attemptId,
          fence: BigInt(item.fence),
          versionKey: item.versionKey,
          params: item.params === '{}' ? '' : item.params,
          input: item.input ?? '',
          logicalTime: item.logicalTime?.toISOString() ?? '',
          logicalDate,
          runUrl: contexts.runUrl(item, version),
          secrets,
        });
      }
      if (assignments.length > 0) flush();
    },
  };
}

function lengthOf(values: Values): number {
  let length = 0;
  for (const name in values) length += values[name]?.length ?? 0;
  return length;
}

/** A run's id is a UUIDv7: its first 48 bits are the time it was made. */
function createdAtOf(runId: string): Date {
  return new Date(Number.parseInt(runId.slice(0, 8) + runId.slice(9, 13), 16));
}
