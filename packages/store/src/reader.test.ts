import { describe, expect, it } from 'vitest';
import { toCarillonError } from './reader.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('errors of the database', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'],
    ['terminating connection due to administrator command', '57P01'],
    ['sorry, too many clients already', '53300'],
    ['canceling statement due to statement timeout', '57014'],
    ['timeout exceeded when trying to connect', undefined],
    ['Connection terminated unexpectedly', undefined],
  ])('mean that it does not answer: %s', (message, code) => {
    expect(toCarillonError(failure(message, code))).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it.each(['55P03', '40001', '40P01'])('mean that somebody else was first: %s', (code) => {
    expect(toCarillonError(failure('lock', code))).toMatchObject({ code: 'CONFLICT_BUSY' });
  });

  it('stay what they are when they are bugs', () => {
    const bug = failure('column "x" does not exist', '42703');
    expect(toCarillonError(bug)).toBe(bug);
  });
});
