/** Why a task run came to nothing, where a sentence says what was wrong. */
import type { Said } from '../said.ts';
import type { Reason, ReasonCode } from './states.ts';

const MAX_LENGTH = 500;

/** A very long one is cut, and is no sentence to be translated then. */
export function problemReason(code: ReasonCode, problem: Said): Reason {
  const english = String(problem);
  if (english.length > MAX_LENGTH) return { code, params: { problem: english.slice(0, MAX_LENGTH) } };
  return { code, params: { problem: english }, said: problem };
}
