export {
  type AlertState,
  type Cause,
  type CauseContext,
  type CauseEvent,
  type CauseNotice,
  failAgain,
  type Followed,
  type NoticeKind,
  recover,
} from './cause.ts';
export {
  causeFingerprint,
  type FailedTask,
  holdsOtherCauses,
  MAX_CAUSES_OF_TASK,
  otherCausesFingerprint,
} from './fingerprint.ts';
export {
  ALERT_SEVERITIES,
  type AlertRule,
  type AlertRuleFields,
  alertRuleFor,
  type AlertRuleScope,
  type AlertSeverity,
  DEFAULT_ALERT_RULE,
  MAX_HOLD_MS,
  type ScopedAlertRule,
} from './rule.ts';
export { type CauseSilence, MAX_SILENCE_MS } from './silence.ts';
