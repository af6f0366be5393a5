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
}

/** No name is longer, and the server takes none. */
const MOST_LETTERS = 80;

/** The list's filter as it stands in the address; what it does not know is left out. */
export function parseRunFilter(search: Record<string, unknown>): RunFilterSearch {
  const { since } = search;
  const [workflow, fingerprint] = [wordOf(search['workflow']), wordOf(search['fingerprint'])];
  const age = RUN_AGES.find((known) => known === since);
  const states = RUN_STATES.filter((known) => wordsOf(search['state']).includes(known));
  const triggers = TRIGGER_KINDS.filter((known) => wordsOf(search['trigger']).includes(known));
  const labels = wordsOf(search['label']);
  const input = wordsOf(search['input']).filter((word) => word.indexOf('=') > 0);
  return {
    ...(typeof workflow === 'string' && workflow !== '' && { workflow: workflow.slice(0, MOST_LETTERS) }),
    ...(states.length > 0 && { state: states }),
    ...(triggers.length > 0 && { trigger: triggers }),
    ...(labels.length > 0 && { label: labels }),
    ...(input.length > 0 && { input }),
    ...(typeof fingerprint === 'string' && /^[0-9a-f]{4,16}$/.test(fingerprint) && { fingerprint }),
    ...(age && { since: age }),
  };
}

const wordsOf = (value: unknown): string[] =>
  listOf(value).filter((word): word is string => typeof word === 'string' && word !== '');

/** Whether a page is bounded by what it looks at: it may have found less than it holds, and there be more. */
export const looksPast = ({ workflow, trigger, label, input, fingerprint }: Readonly<RunFilterSearch>): boolean =>
  [trigger, label, input, fingerprint].some((part) => part !== undefined) || (workflow?.includes('@') ?? false);

/** The same as the server takes it. While a version is typed there is none yet. */
export const askedRuns = ({ workflow = '', since, ...words }: Readonly<RunFilterSearch>) => {
  const named = workflow.replace(/@+$/, '');
  return { ...words, ...(named !== '' && { workflow: named }), ...(since && { createdAfter: notBefore(since) }) };
};
