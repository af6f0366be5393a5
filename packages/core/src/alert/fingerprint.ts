/** Which cause a failure is of. Short enough to be typed: within an environment there are few. */
import { errorFingerprint } from '../run/failure-groups.ts';
import type { Reason } from '../run/states.ts';
import { sha256 } from '../sha256.ts';

const LENGTH = 16;
/** Causes of one task that are told apart. Errors that are never the same twice must not fill the list. */
export const MAX_CAUSES_OF_TASK = 100;

export interface FailedTask {
  readonly project: string;
  readonly workflow: string;
  /** Empty: the run ended by itself. */
  readonly task: string;
}

export const causeFingerprint = ({ project, workflow, task }: FailedTask, reason: Reason): string =>
  hash([project, workflow, task, errorFingerprint(reason)]);

/** Of all the causes of a task beyond those that are told apart, by the code alone. */
export const otherCausesFingerprint = ({ project, workflow, task }: FailedTask, { code }: Reason): string =>
  hash([project, workflow, task, code, 'others']);

/** It stands for what failed of its task with its code beyond those that are told apart, and for what will. */
export const holdsOtherCauses = (
  cause: FailedTask & { readonly fingerprint: string; readonly reason: Reason },
): boolean => cause.fingerprint === otherCausesFingerprint(cause, cause.reason);

const hash = (parts: readonly string[]): string => sha256(parts.join('\n')).slice(0, LENGTH);
