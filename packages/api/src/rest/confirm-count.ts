/** Where one command takes many things, whoever gives it says how many. */
import { type Said, said } from '@carillon/core';
import { InputError } from '../http/problem.ts';

/**
 * @param expected undefined where they are few
 * @param taken what the command takes, as a sentence that goes on
 * @throws InputError unless that number was given
 */
export function assertCountConfirmed(
  expected: number | undefined,
  confirmed: number | undefined,
  taken: (count: number) => Said,
): void {
  if (expected === undefined || confirmed === expected) return;
  const missing =
    confirmed === undefined
      ? said`${taken(expected)}, which must be confirmed`
      : said`${taken(expected)}, and ${confirmed} were confirmed`;
  const message = said`give ${expected} as confirmCount`;
  throw new InputError('VALIDATION_CONFIRM', missing, [
    { pointer: '/confirmCount', code: 'VALIDATION_CONFIRM', message },
  ]);
}
