/** Whether a file is there as it is wanted: on the server's own disk, behind a URL, in an object store. */
import {
  type FileProbe,
  type FileTarget,
  type JsonObject,
  judgeFile,
  type Reason,
  revealSecrets,
  type SecretReader,
  type WaitRecord,
} from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import { type Looker, refusal, specOf, textField } from './look.ts';

/** Shorter than the time for which a due row is taken, so that no other node looks meanwhile. */
const TIMEOUT_MS = 5_000;
const MAX_BACKOFF = 10;

/** A file that cannot be looked at is looked at less and less often. */
export const backoffOf = (failures: number): number => Math.min(2 ** Math.max(0, failures - 1), MAX_BACKOFF);

export interface FileLookerParts {
  readonly probe: FileProbe;
  readonly secretReader: SecretReader;
  readonly clock: Clock;
}

export function createFileLooker({ probe, secretReader, clock }: FileLookerParts): Looker {
  /** The fields with the values of the secrets they name: for one look, in memory. */
  const revealed = async (wait: WaitRecord): Promise<JsonObject | Reason> => {
    const { with: fields, secrets = [], project, workflow, environment } = specOf(wait);
    if (secrets.length === 0) return fields;
    const names = secrets.flatMap(({ parts }) =>
      parts.flatMap((part) => (typeof part === 'string' ? [] : part.secret)),
    );
    const consumer = { project, environment, workflow, task: wait.task, worker: 'carillon' };
    const values = await secretReader.read(wait.scope, names, consumer);
    const missing = names.find((name) => !Object.hasOwn(values, name));
    if (missing !== undefined) return { code: 'SECRET_MISSING', params: { secret: missing } };
    return revealSecrets({ with: fields, env: {} }, secrets, values).with;
  };

  return async (wait) => {
    const fields = await revealed(wait);
    if (isReason(fields)) return { kind: 'failed', reason: fields };
    const sight = await probe.look(targetOf(fields), TIMEOUT_MS);
    const verdict = judgeFile(sight, fields, wait.answer?.memory, clock.now());
    if (verdict.kind === 'met') return verdict;
    return verdict.kind === 'refused'
      ? refusal(verdict.problem)
      : { kind: 'waiting', answer: verdict.answer, ...(verdict.laterMs !== undefined && { nextMs: verdict.laterMs }) };
  };
}

const isReason = (value: JsonObject | Reason): value is Reason => typeof (value as Reason).code === 'string';

function targetOf(fields: JsonObject): FileTarget {
  const path = textField(fields, 'path');
  if (path !== undefined) return { path };
  const url = textField(fields, 'url');
  if (url !== undefined)
    return {
      url,
      method: fields['method'] === 'GET' ? 'GET' : 'HEAD',
      headers: (fields['headers'] ?? {}) as Record<string, string>,
      expectStatus: fields['expectStatus'] as readonly number[] | undefined,
    };
  const [accessKeyId, secretAccessKey] = [textField(fields, 'accessKeyId'), textField(fields, 'secretAccessKey')];
  const sessionToken = textField(fields, 'sessionToken');
  return {
    s3: textField(fields, 's3') ?? '',
    endpoint: textField(fields, 'endpoint'),
    region: textField(fields, 'region') ?? 'us-east-1',
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  };
}
