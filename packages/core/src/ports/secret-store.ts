/**
 * Secrets in two ports, so that who can write them cannot read them: the API has the store, which gives no
 * value away, the gateway the reader, for the attempts it hands out (SECURITY S5.2).
 */
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { LevelNames, LevelOf } from './level.ts';
import type { Scope, TenantScope } from './scope.ts';

/** UTF-8 bytes. Shorter ones could not be masked without masking half the log. */
export const SECRET_BYTES = { min: 4, max: 64 * 1024 } as const;

/** Everything there is to know of a secret but its value. */
export interface SecretRecord extends LevelNames {
  readonly id: string;
  readonly name: string;
  /** Counts the values it had; only the newest is kept. */
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
  /** To five minutes. */
  readonly lastUsedAt: Date | undefined;
  /** Workflows whose live version, and channels that, name it and would be given this one. */
  readonly usedBy: number;
}

/** A workflow whose live version names a secret, or a channel that does, whichever environment it tells of. */
export interface SecretUse {
  readonly project: string;
  readonly environment: string | undefined;
  readonly workflow: string | undefined;
  readonly version: number | undefined;
  readonly channel: string | undefined;
  /** False where a narrower level has a secret of that name, which is given instead. */
  readonly effective: boolean;
}

export interface SecretStore {
  /**
   * Makes it, or gives it a new value; the old one is gone.
   * @throws CarillonError SECRET_KEY_MISSING, NOT_FOUND
   */
  put(
    level: LevelOf,
    secret: { readonly name: string; readonly value: string },
    by: AuditOrigin,
  ): Promise<SecretRecord>;
  /** By name, then level. */
  list(
    tenant: TenantScope,
    filter?: LevelNames & { readonly name?: string | undefined },
  ): Promise<readonly SecretRecord[]>;
  /** False when there is none. */
  remove(level: LevelOf, name: string, by: AuditOrigin): Promise<boolean>;
  /** Undefined when there is no such secret. */
  usage(level: LevelOf, name: string): Promise<readonly SecretUse[] | undefined>;
  /** Names that a run of the project there would be given. */
  names(level: TenantScope & Required<LevelNames>): Promise<ReadonlySet<string>>;
}

/** Who a value is handed to. */
export interface SecretConsumer {
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly task: string;
  /** Name of the worker. */
  readonly worker: string;
}

export interface SecretReader {
  /**
   * Values by name; a name that the scope does not have is missing from the answer.
   * @throws CarillonError SECRET_STORE_AWAY
   */
  read(scope: Scope, names: readonly string[], consumer: SecretConsumer): Promise<Readonly<Record<string, string>>>;
}
