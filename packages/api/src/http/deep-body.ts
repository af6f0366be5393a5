/** Bodies that no later step could serialise again are refused before anything looks into them. */
import { CarillonError, isNestedTooDeep, type Json, MAX_JSON_LEVELS, said } from '@carillon/core';

/** @param body as it was parsed; undefined: there is none. @throws CarillonError VALIDATION_MALFORMED */
export function refuseDeepBody(body: unknown): void {
  if (!isNestedTooDeep(body as Json)) return;
  throw new CarillonError({
    code: 'VALIDATION_MALFORMED',
    message: said`the body is nested deeper than ${MAX_JSON_LEVELS} levels`,
    hint: said`Pass what is nested so deep as a text, or as an artifact.`,
  });
}
