export { CLOCK_OFF_MS, checkDisk, ROLES } from './checks/server-checks.ts';
export { diagnose } from './diagnose.ts';
export {
  type Finding,
  finding,
  FINDING_CODES,
  type FindingCode,
  FINDINGS,
  isWrong,
  type Severity,
  worstFirst,
} from './findings.ts';
export { type Healing, HEALING_KINDS, type HealingKind, HEALINGS, healingsOf } from './healing.ts';
export {
  calmSince,
  isShed,
  LOAD_LINES,
  type LoadLevel,
  type LoadSample,
  type LoadState,
  nextLoad,
  SHED,
  type Shed,
  shedAt,
} from './load-level.ts';
export {
  type ConsumerFacts,
  type DutyRecord,
  type DutyTerm,
  type ExpiringToken,
  type HealingRecord,
  type NamedSchedule,
  type PlatformFacts,
  type RefusingChannel,
  type ScheduleFacts,
  SERVER_BEAT_MS,
  type ServerLoad,
  type ServerRecord,
  type ServerState,
  serverState,
  type Standstills,
  type StoreFacts,
} from './platform-facts.ts';
