import { RUN_STATES, type RunState } from '@carillon/core';

export interface RunFilterSearch {
  workflow?: string;
  state?: RunState[];
}

/** The list's filter as it stands in the address; what it does not know is left out. */
export function parseRunFilter({ workflow, state }: Record<string, unknown>): RunFilterSearch {
  const asked = Array.isArray(state) ? state : [state];
  const states = RUN_STATES.filter((known) => asked.includes(known));
  return {
    ...(typeof workflow === 'string' && workflow !== '' && { workflow }),
    ...(states.length > 0 && { state: states }),
  };
}
