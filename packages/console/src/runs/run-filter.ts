import { RUN_STATES, type RunState, TRIGGER_KINDS, type TriggerKind } from '@carillon/core';
import { listOf, wordOf } from '../parts/search-words.ts';
import { notBefore, RUN_AGES, type RunAge } from './run-age.ts';

export interface RunFilterSearch {
  /** Its name, or name@version. */
  workflow?: string;
  state?: RunState[];
  trigger?: TriggerKind[];
  /** name=value, or name */
  label?: string[];
  /** name=value */
  input?: string[];
  fingerprint?: string;
  /** Begun to be within the last … */
  since?: RunAge;
  /** Created at this instant or later, instead of `since`. */
  from?: string;
  /** Created before this instant. */
  to?: string;
  /** Ended at this instant or later; none that is open. */
  endedFrom?: string;
  /** Ended before this instant. */
  endedTo?: string;
  /** Only those that missed a promise. */
  slaMissed?: boolean;
}

/** As the server takes it. */
const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** No name is longer, and the server takes none. */
const MOST_LETTERS = 80;

/** The list's filter as it stands in the address; what it does not know is left out. */
export function parseRunFilter(search: Record<string, unknown>): RunFilterSearch {
  const { since, from, to, endedFrom, endedTo } = search;
  const [workflow, fingerprint] = [wordOf(search['workflow']), wordOf(search['fingerprint'])];
  const age = RUN_AGES.find((known) => known === since);
  const states = RUN_STATES.filter((known) => wordsOf(search['state']).includes(known));
  const triggers = TRIGGER_KINDS.filter((known) => wordsOf(search['trigger']).includes(known));
  const labels = wordsOf(search['label']);
  const input = wordsOf(search['input']).filter(isInput);
  return {
    ...(typeof workflow === 'string' && workflow !== '' && { workflow: workflow.slice(0, MOST_LETTERS) }),
    ...(states.length > 0 && { state: states }),
    ...(triggers.length > 0 && { trigger: triggers }),
    ...(labels.length > 0 && { label: labels }),
    ...(input.length > 0 && { input }),
    ...(typeof fingerprint === 'string' && isFingerprint(fingerprint) && { fingerprint }),
    ...(isInstant(from) && { from }),
    ...(isInstant(to) && { to }),
    ...(isInstant(endedFrom) && { endedFrom }),
    ...(isInstant(endedTo) && { endedTo }),
    ...(age && !isInstant(from) && !isInstant(to) && { since: age }),
    ...(search['slaMissed'] === true && { slaMissed: true }),
  };
}

/** Of a cause, or its beginning. */
export const isFingerprint = (text: string): boolean => /^[0-9a-f]{4,16}$/.test(text);

/** name=value */
export const isInput = (word: string): boolean => word.indexOf('=') > 0;

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && ISO_INSTANT.test(value) && !Number.isNaN(Date.parse(value));

const wordsOf = (value: unknown): string[] =>
  listOf(value).filter((word): word is string => typeof word === 'string' && word !== '');

/** Whether a page is bounded by what it looks at: it may have found less than it holds, and there be more. */
export const looksPast = ({ workflow, trigger, label, input, fingerprint }: Readonly<RunFilterSearch>): boolean =>
  [trigger, label, input, fingerprint].some((part) => part !== undefined) || (workflow?.includes('@') ?? false);

/** The same as the server takes it. While a version is typed there is none yet. */
export const askedRuns = (filter: Readonly<RunFilterSearch>) => {
  const { workflow = '', since, from, to, endedFrom, endedTo, ...words } = filter;
  const named = workflow.replace(/@+$/, '');
  const createdAfter = from ?? (since && notBefore(since));
  return {
    ...words,
    ...(named !== '' && { workflow: named }),
    ...(createdAfter !== undefined && { createdAfter }),
    ...(to !== undefined && { createdBefore: to }),
    ...(endedFrom !== undefined && { endedAfter: endedFrom }),
    ...(endedTo !== undefined && { endedBefore: endedTo }),
  };
};
