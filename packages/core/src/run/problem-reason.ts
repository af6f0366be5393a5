/** Reasons in which a sentence says what was wrong. */
import type { Said } from '../said.ts';
import type { Reason, ReasonCode } from './states.ts';

type Params = NonNullable<Reason['params']>;

const MAX_PROBLEM = 500;
/** What the user's side said may have several lines. */
const MAX_MESSAGE = 2_000;

/** Why a task run came to nothing. */
export const problemReason = (code: ReasonCode, problem: Said, params: Params = {}): Reason =>
  reasonThatSays('problem', problem, MAX_PROBLEM, { code, params });

/** What the task itself, or what it asked, calls an error. */
export const userError = (message: Said, params: Params = {}): Reason =>
  reasonThatSays('message', message, MAX_MESSAGE, { code: 'USER_ERROR', params });

/** A very long one is cut, and is no sentence to be translated then. */
function reasonThatSays(
  name: 'problem' | 'message',
  sentence: Said,
  maxLength: number,
  { code, params }: { readonly code: ReasonCode; readonly params: Params },
): Reason {
  const english = String(sentence);
  if (english.length > maxLength) return { code, params: { ...params, [name]: english.slice(0, maxLength) } };
  return { code, params: { ...params, [name]: english }, said: sentence };
}
