/**
 * Writes rows whose change had no transaction to write them in. Rows that come while some are being written
 * share the next transaction: the chain's lock is taken once for all of them. Rows that nobody waits for are
 * gathered for a moment besides, since a transaction for each would cost as much as what they tell of; a server that
 * dies takes those of that moment with it.
 */
import type { AuditEntry, AuditStore, TenantScope } from '@carillon/core';
import { host, type Timer } from '@carillon/runtime';

const MAX_BATCH = 500;
const GATHER_MS = 100;

export interface AuditWriter {
  /** Durable when it resolves. */
  write(tenant: TenantScope, entry: AuditEntry): Promise<void>;
  /** The same, for who waits for it nowhere. */
  gather(tenant: TenantScope, entry: AuditEntry): Promise<void>;
  /** When nothing is left to write. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly entry: AuditEntry;
  resolve(): void;
  reject(error: unknown): void;
}

/** Of one tenant; there is none where nothing is to be written. */
interface Line {
  readonly waiting: Waiting[];
  /** Somebody waits for what is in it. */
  isAwaited: boolean;
  timer: Timer | undefined;
  flushing: Promise<void> | undefined;
}

export function createAuditWriter(audit: Pick<AuditStore, 'append'>): AuditWriter {
  const lines = new Map<number, Line>();

  const append = (tenantKey: number, batch: readonly Waiting[]): Promise<void> =>
    audit
      .append(
        { tenantKey },
        batch.map(({ entry }) => entry),
      )
      .then(
        () => {
          for (const { resolve } of batch) resolve();
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      );

  async function flushAll(tenantKey: number, line: Line): Promise<void> {
    do {
      const batch = line.waiting.splice(0, MAX_BATCH);
      line.isAwaited &&= line.waiting.length > 0;
      await append(tenantKey, batch);
    } while (line.isAwaited || line.waiting.length >= MAX_BATCH);
    line.flushing = undefined;
    if (line.waiting.length > 0) gatherOn(tenantKey, line);
    else lines.delete(tenantKey);
  }

  function flush(tenantKey: number, line: Line): Promise<void> {
    line.timer?.cancel();
    line.timer = undefined;
    line.flushing ??= flushAll(tenantKey, line);
    return line.flushing;
  }

  function gatherOn(tenantKey: number, line: Line): void {
    if (!line.flushing) line.timer ??= host.after(GATHER_MS, () => void flush(tenantKey, line), { background: true });
  }

  const enter = ({ tenantKey }: TenantScope, entry: AuditEntry, then: (line: Line) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const line = lines.get(tenantKey) ?? { waiting: [], isAwaited: false, timer: undefined, flushing: undefined };
      lines.set(tenantKey, line);
      line.waiting.push({ entry, resolve, reject });
      then(line);
    });

  return {
    write: (tenant, entry) =>
      enter(tenant, entry, (line) => {
        line.isAwaited = true;
        void flush(tenant.tenantKey, line);
      }),
    gather: (tenant, entry) =>
      enter(tenant, entry, (line) => {
        if (line.waiting.length >= MAX_BATCH) void flush(tenant.tenantKey, line);
        else gatherOn(tenant.tenantKey, line);
      }),
    async idle() {
      while (lines.size > 0) {
        await Promise.all(Array.from(lines, async ([tenantKey, line]) => flush(tenantKey, line)));
      }
    },
  };
}
