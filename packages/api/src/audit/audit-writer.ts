/**
 * Writes rows whose change had no transaction to write them in. Rows that come while some are being written
 * share the next transaction: the chain's lock is taken once for all of them.
 */
import type { AuditEntry, AuditStore, TenantScope } from '@carillon/core';

const MAX_BATCH = 500;

export interface AuditWriter {
  /** Durable when it resolves. */
  write(tenant: TenantScope, entry: AuditEntry): Promise<void>;
  /** When nothing is under way any more. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly entry: AuditEntry;
  resolve(): void;
  reject(error: unknown): void;
}

export function createAuditWriter(audit: Pick<AuditStore, 'append'>): AuditWriter {
  const waiting = new Map<number, Waiting[]>();
  const flushing = new Map<number, Promise<void>>();

  async function flush(tenantKey: number): Promise<void> {
    for (let list = waiting.get(tenantKey); list?.length; list = waiting.get(tenantKey)) {
      const batch = list.splice(0, MAX_BATCH);
      const entries = batch.map(({ entry }) => entry);
      await audit.append({ tenantKey }, entries).then(
        () => {
          for (const { resolve } of batch) resolve();
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      );
    }
    waiting.delete(tenantKey);
    flushing.delete(tenantKey);
  }

  return {
    write: ({ tenantKey }, entry) =>
      new Promise((resolve, reject) => {
        const list = waiting.get(tenantKey) ?? [];
        waiting.set(tenantKey, list);
        list.push({ entry, resolve, reject });
        if (!flushing.has(tenantKey)) flushing.set(tenantKey, flush(tenantKey));
      }),
    async idle() {
      await Promise.all(flushing.values());
    },
  };
}
