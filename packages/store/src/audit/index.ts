export { appendAudit } from './append.ts';
export { createAuditStore } from './audit-store.ts';
