export type { AuditChange, AuditEntry, AuditOrigin, AuditRecord } from './audit-record.ts';
export {
  type AuditCheckpoint,
  auditHash,
  type ChainProblem,
  chainProblemText,
  createChainCheck,
  formatCheckpoint,
  GENESIS_HASH,
  parseCheckpoint,
} from './chain.ts';
