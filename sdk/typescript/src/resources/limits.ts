import type { Limit, LimitRule, PageOf, RemoveLimitRule, SetLimitRule } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface Limits {
  /** Those that somebody has or wants now. */
  list(filter?: {
    readonly project?: string | undefined;
    readonly level?: Limit['level'] | undefined;
    readonly name?: string | undefined;
  }): Promise<PageOf<Limit>>;
  /** With who has its slots and who waits. */
  get(id: string): Promise<Limit>;
  /** What projects and the tenant set. */
  rules(filter?: { readonly project?: string | undefined }): Promise<PageOf<LimitRule>>;
  set(rule: SetLimitRule): Promise<LimitRule>;
  remove(rule: RemoveLimitRule): Promise<void>;
}

export function createLimits({ json }: Transport): Limits {
  return {
    list: (filter = {}) => json({ path: '/limits', query: { ...filter } }),
    get: (id) => json({ path: path`/limits/${id}` }),
    rules: (filter = {}) => json({ path: '/limit-rules', query: { ...filter } }),
    set: (body) => json({ method: 'POST', path: '/limit-rules', body }),
    remove: (body) => json({ method: 'POST', path: '/limit-rules/remove', body }),
  };
}
