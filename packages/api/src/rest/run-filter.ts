/** Which runs: the words of a query string, which are those of the console's address, of saved views and of the CLI. */
import { parseId, RUN_STATES, type RunFilter, TRIGGER_KINDS, said, type Said } from '@carillon/core';
import { Type } from 'typebox';
import { wrongInput } from '../http/problem.ts';
import { dateOf, given, knownNames } from './query.ts';

const Words = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 20, description }));

/** Apart from the place and the time. */
export const RunQuery = {
  workflow: Type.Optional(Type.String({ maxLength: 80, description: 'its name, or name@version' })),
  state: Words('repeated, or with commas between'),
  trigger: Words('kinds of what started it; repeated, or with commas between'),
  label: Words('name=value that its version is labelled with, or name; repeated: all of them'),
  input: Words('name=value of a param; repeated: all of them'),
  fingerprint: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{4,16}$', description: 'of the cause that it failed of, or its beginning' }),
  ),
};

export interface RunWords {
  readonly workflow?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly trigger?: readonly string[] | undefined;
  readonly label?: readonly string[] | undefined;
  readonly input?: readonly string[] | undefined;
  readonly fingerprint?: string | undefined;
}

/**
 * @param at where in the request they stand
 * @throws InputError for what is not of their form
 */
export function runFilterOf(words: RunWords, at = '/querystring'): Partial<RunFilter> {
  const labels = words.label?.map((word): [string, string | null] => pairOf(word) ?? [word, null]);
  const input = words.input?.map(
    (word) => pairOf(word) ?? refuse(`${at}/input`, said`"${word}" must be the name of a param, =, and its value`),
  );
  return {
    ...workflowOf(words.workflow, at),
    ...given({
      states: knownNames('state', words.state, RUN_STATES, at),
      triggerKinds: knownNames('trigger', words.trigger, TRIGGER_KINDS, at),
      labels: labels && Object.fromEntries(labels),
      input: input && Object.fromEntries(input),
      fingerprint: words.fingerprint,
    }),
  };
}

export interface RunTimes {
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly endedAfter?: string | undefined;
  readonly endedBefore?: string | undefined;
}

export const timesOf = (times: RunTimes): Partial<RunFilter> =>
  given({
    createdAfter: dateOf(times.createdAfter),
    createdBefore: dateOf(times.createdBefore),
    endedAfter: dateOf(times.endedAfter),
    endedBefore: dateOf(times.endedBefore),
  });

/** @throws InputError for what is no id of a run */
export const runIdsOf = (words: readonly string[]): readonly string[] =>
  words.map((word) => parseId('run', word) ?? refuse('/querystring/id', said`"${word}" must be the id of a run`));

function workflowOf(text: string | undefined, at: string): Pick<RunFilter, 'workflow' | 'version'> {
  if (text === undefined) return {};
  const [workflow = '', version, ...more] = text.split('@');
  if (version === undefined) return { workflow };
  if (more.length > 0 || !/^[1-9]\d{0,8}$/.test(version))
    refuse(`${at}/workflow`, said`"${text}" must be the name of a workflow, or name@version such as daily-report@6`);
  return { workflow, version: Number(version) };
}

function pairOf(word: string): [string, string] | undefined {
  const end = word.indexOf('=');
  return end < 1 ? undefined : [word.slice(0, end), word.slice(end + 1)];
}

function refuse(pointer: string, message: Said): never {
  throw wrongInput(pointer, message);
}
