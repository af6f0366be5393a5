/** Core's port for the audit, on the ordinary pool. */
import type { AuditStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { appendAudit } from './append.ts';
import { auditHead, auditRow, listAudit } from './list.ts';

export function createAuditStore(pool: pg.Pool): AuditStore {
  const reader = createReader(pool);
  return {
    append: (tenant, entries) => reader.transaction((inside) => appendAudit(inside, tenant, entries)),
    list: (tenant, filter, page) => listAudit(reader, tenant, filter, page),
    get: (tenant, seq) => auditRow(reader, tenant, seq),
    head: (tenant) => auditHead(reader, tenant),
  };
}
