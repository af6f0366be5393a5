/**
 * Where something lives. Every row that a person may see carries the three keys, and every query is given
 * a scope: a repository cannot be asked for "all" by mistake. Keys are small numbers inside the store;
 * people see names.
 */
export interface Scope {
  readonly tenantKey: number;
  readonly projectKey: number;
  readonly environmentKey: number;
}

/** A tenant as the caller's token gives it. What a list shows lies within it. */
export interface TenantScope {
  readonly tenantKey: number;
}
