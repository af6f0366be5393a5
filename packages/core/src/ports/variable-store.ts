/** Values that expressions read as `vars`, with the level that each comes from. */
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { Json } from '../definition/document.ts';
import type { Level, LevelNames, LevelOf } from './level.ts';
import type { TenantScope } from './scope.ts';

export interface VariableRecord extends LevelNames {
  readonly name: string;
  readonly level: Level;
  readonly value: Json;
  readonly updatedAt: Date;
  /** Empty for what the program set by itself. */
  readonly updatedBy: string;
}

/** A level's own variable, or one of the whole platform. */
export type VariableLevel = LevelOf & { readonly isPlatform?: boolean };

export interface VariableStore {
  /** @throws CarillonError NOT_FOUND: there is no such project or environment */
  set(
    level: VariableLevel,
    variable: { readonly name: string; readonly value: Json },
    by: AuditOrigin,
  ): Promise<VariableRecord>;
  /** False when there is none. */
  remove(level: VariableLevel, name: string, by: AuditOrigin): Promise<boolean>;
  /** Of the platform and the tenant, by name, the widest level first. */
  list(
    tenant: TenantScope,
    filter?: LevelNames & { readonly name?: string | undefined },
  ): Promise<readonly VariableRecord[]>;
  /** All that a run of the project there could see of each name, the one that wins last. */
  seenFrom(level: TenantScope & Required<LevelNames>): Promise<readonly VariableRecord[]>;
}
