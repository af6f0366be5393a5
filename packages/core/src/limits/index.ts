export { chooseGrants, type Grants, type LimitState, type LimitWaiter, OVERTAKE_MS } from './choose-grants.ts';
export { afterGrant, nextGrantAt, type RateFigures, rateInterval } from './gcra.ts';
export { type HeldStart, limitReason } from './held-start.ts';
export { MAX_APPLY_BYTES, MAX_BODY_BYTES, MAX_DOCUMENT_BYTES } from './request-bounds.ts';
export { type Bounded, childNotices, nearLimit, runNotices } from './near-limit.ts';
export {
  ARRIVING_LANE,
  idOf,
  LIMIT_LEVELS,
  type LimitClaim,
  limitClaims,
  type LimitLevel,
  type LimitScope,
  type LimitSource,
  paceOf,
  type RecordedLimits,
  ruleOf,
  slotsOf,
  WAITING_LANE,
  WHOLE_RUN,
} from './limit-claims.ts';
export { superseded } from './superseded.ts';
export { runSource, type TaskLimits, taskLimits, taskSource } from './task-limits.ts';
