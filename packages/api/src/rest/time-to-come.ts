/** When a pause ends by itself. */
import { said } from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import { InputError } from '../http/problem.ts';
import { dateOf } from './query.ts';

/** @throws InputError where it has passed */
export function timeToCome(clock: Clock, resumeAt: string | undefined): Date | undefined {
  const time = dateOf(resumeAt);
  if (time === undefined || time.getTime() > clock.now()) return time;
  const message = said`${resumeAt} has passed`;
  throw new InputError('VALIDATION_REQUEST', message, [{ pointer: '/resumeAt', code: 'VALIDATION_DATE', message }]);
}
