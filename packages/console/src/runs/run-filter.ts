import { RUN_STATES, type RunState } from '@carillon/core';
import { RUN_AGES, type RunAge } from './run-age.ts';

export interface RunFilterSearch {
  workflow?: string;
  state?: RunState[];
  since?: RunAge;
}

/** The list's filter as it stands in the address; what it does not know is left out. */
export function parseRunFilter({ workflow, state, since }: Record<string, unknown>): RunFilterSearch {
  const asked = Array.isArray(state) ? state : [state];
  const age = RUN_AGES.find((known) => known === since);
  const states = RUN_STATES.filter((known) => asked.includes(known));
  return {
    ...(typeof workflow === 'string' && workflow !== '' && { workflow }),
    ...(states.length > 0 && { state: states }),
    ...(age && { since: age }),
  };
}
