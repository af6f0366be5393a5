/** What a task of type `wait` waits for, told by the one of these fields that it has. */
import type { JsonObject } from '../definition/document.ts';

/** `time` ends by itself; the others stand in the store and are checked. */
export type WaitKind = 'signal' | 'run' | 'dataset' | 'file';

const KINDS = {
  for: 'time',
  until: 'time',
  window: 'time',
  signal: 'signal',
  run: 'run',
  dataset: 'dataset',
  path: 'file',
  url: 'file',
  s3: 'file',
} as const satisfies Readonly<Record<string, WaitKind | 'time'>>;
export type WaitSubject = keyof typeof KINDS;
export const WAIT_SUBJECTS = Object.keys(KINDS) as readonly WaitSubject[];

const FILE = ['minSize', 'stableFor', 'modifiedSince', 'poll', 'expires'] as const;

/** Fields that may stand beside each. */
export const BESIDE: Readonly<Record<WaitSubject, readonly string[]>> = {
  for: [],
  until: [],
  window: [],
  signal: ['key', 'params', 'expires'],
  run: ['onFailure', 'poll', 'expires'],
  dataset: ['project', 'partition', 'since', 'poll', 'expires'],
  path: FILE,
  url: ['method', 'headers', 'expectStatus', ...FILE],
  s3: ['endpoint', 'region', 'accessKeyId', 'secretAccessKey', 'sessionToken', ...FILE],
};

/** The fields that say what it waits for; in a sound document exactly one. */
export const waitSubjects = (fields: JsonObject): readonly WaitSubject[] =>
  WAIT_SUBJECTS.filter((name) => fields[name] !== undefined);

export function waitKind(fields: JsonObject): WaitKind | 'time' {
  const [subject] = waitSubjects(fields);
  return subject === undefined ? 'time' : KINDS[subject];
}

const OUTPUTS: Readonly<Record<Exclude<WaitSubject, 'signal'>, readonly string[]>> = {
  for: [],
  until: [],
  window: [],
  run: ['runs'],
  dataset: ['partition', 'at', 'run'],
  path: ['size', 'modifiedAt', 'tag'],
  url: ['size', 'modifiedAt', 'tag', 'status'],
  s3: ['size', 'modifiedAt', 'tag'],
};

/** Names of what it gives on; undefined: whatever the payload holds. */
export function waitOutputs(fields: JsonObject): readonly string[] | undefined {
  const [subject] = waitSubjects(fields);
  if (subject !== 'signal') return subject === undefined ? [] : OUTPUTS[subject];
  return fields['params'] === undefined ? undefined : Object.keys(fields['params'] as JsonObject);
}

/** Milliseconds between two looks where nothing wakes it; a wait that is woken looks at once. */
export const DEFAULT_POLL_MS: Readonly<Record<WaitKind, number>> = {
  signal: 30_000,
  run: 10_000,
  dataset: 10_000,
  file: 30_000,
};
