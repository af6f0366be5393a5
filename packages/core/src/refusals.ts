/**
 * Why an action is not offered: a code, which clients translate with its params, and its English. What the state of a
 * run or a task forbids is the transition table's to say.
 */
import { fillTemplate } from './run/fill-template.ts';
import { OBSTACLES } from './run/obstacles.ts';

export const REFUSALS = {
  ...OBSTACLES,
  NOTHING_FAILED: 'Nothing of the run has failed.',
  PLAN_APPLIED: 'The plan was applied.',
  PLAN_NOT_APPLIED: 'The plan has not been applied.',
  PLAN_EXPIRED: 'The plan has run out.',
  PLAN_ENDED: 'It has ended: {backfillState}.',
  PLAN_PAUSED: 'It is paused already.',
  PLAN_NOT_PAUSED: 'It is not paused.',
  WORKFLOW_LIFECYCLE: 'The workflow is {lifecycle}.',
  WORKFLOW_PAUSED: 'The workflow is paused already.',
  WORKFLOW_NOT_PAUSED: 'The workflow is not paused.',
  SCHEDULE_STATE: 'The schedule is {scheduleState}.',
  BACKFILL_STATE: 'The backfill is {backfillState}.',
  BACKFILL_ALL_WELL: 'No date of it has failed or was stopped.',
  APPROVAL_ANSWERED: 'It is {approvalState}.',
  APPROVAL_OVER: 'Its time is over, or its task ended otherwise.',
  QUEUE_NOT_DESCRIBED: 'Nobody has described it yet: apply a document of kind Queue.',
  QUEUE_PAUSED: 'It is paused.',
  QUEUE_NOT_PAUSED: 'It is not paused.',
  WORKER_GONE: 'It is gone.',
  WORKER_DRAINING: 'It is draining.',
  WORKER_NOT_DRAINING: 'It is not draining.',
  ALERT_RECOVERED: 'It has recovered.',
  SILENCE_ENDED: 'It has ended.',
  NOTICE_STATE: 'The notice is {noticeState}: only one that was given up is sent again.',
  BY_TOKEN_ONLY: 'Tokens and secrets are changed with a token: carillon token --help, carillon secret --help.',
  BY_WORKER_TOKEN: 'A worker token is for joining as a worker only.',
  OTHER_TENANT: 'It belongs to another tenant.',
  OTHER_KIND: '{action} is not an action on a {kind}.',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** A param that is named like a catalogue of words (`lifecycle`, `scheduleState`) is a word of it. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly params?: Readonly<Record<string, string>>;
}

export const refusalText = ({ code, params = {} }: Refusal): string => fillTemplate(REFUSALS[code], params);
