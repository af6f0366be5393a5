import type { EffectiveValue, PageOf, RemoveVariable, SetVariable, Variable } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { type Level, OWN_LEVEL } from './secrets.ts';

export interface Variables {
  set(variable: SetVariable): Promise<Variable>;
  list(filter?: Level & { readonly name?: string | undefined }): Promise<PageOf<Variable>>;
  remove(variable: RemoveVariable): Promise<void>;
  /** What a run would see, and which level supplies it; with `workflow`, of its parameters. */
  effective(place?: Level & { readonly workflow?: string | undefined }): Promise<PageOf<EffectiveValue>>;
}

export function createVariables({ json }: Transport): Variables {
  return {
    set: (body) => json({ method: 'POST', path: '/variables', body }),
    list: (filter = {}) => json({ path: '/variables', query: { ...OWN_LEVEL, ...filter } }),
    remove: (body) => json({ method: 'POST', path: '/variables/remove', body }),
    effective: (place = {}) => json({ path: '/variables/effective', query: { ...place } }),
  };
}
