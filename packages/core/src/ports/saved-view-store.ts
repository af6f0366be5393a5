/** Lists as somebody left them, by name: everybody in the project can pick one. */
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { JsonObject } from '../definition/document.ts';
import type { TenantScope } from './scope.ts';

export const VIEW_PAGES = ['workflows', 'runs'] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

/** Enough for a menu; a project that has more has too many to choose from. */
export const MAX_SAVED_VIEWS = 100;

export interface SavedViewRecord {
  readonly id: string;
  readonly project: string;
  readonly page: ViewPage;
  readonly name: string;
  /** What stands in the address behind the page. */
  readonly search: JsonObject;
  readonly savedBy: string;
  readonly savedAt: Date;
}

export type NewSavedView = Pick<SavedViewRecord, 'id' | 'project' | 'page' | 'name' | 'search'>;

export interface SavedViewStore {
  /** By name. */
  list(
    tenant: TenantScope,
    filter: { readonly project: string; readonly page?: ViewPage },
  ): Promise<readonly SavedViewRecord[]>;
  /** Replaces the one of that name. `no_project`: there is none of that name; `full`: it has as many as it may. */
  save(
    tenant: TenantScope,
    view: NewSavedView,
    by: Pick<AuditOrigin, 'actor'>,
  ): Promise<SavedViewRecord | 'no_project' | 'full'>;
  /** False: there is no such view. */
  remove(tenant: TenantScope, id: string): Promise<boolean>;
}
