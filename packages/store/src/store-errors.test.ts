import { describe, expect, it } from 'vitest';
import { isBroken, tellingStoreErrors, toCarillonError } from './store-errors.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('errors of the database', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'],
    ['terminating connection due to administrator command', '57P01'],
    ['sorry, too many clients already', '53300'],
    ['canceling statement due to statement timeout', '57014'],
    ['Connection terminated due to connection timeout', undefined],
    ['Connection terminated unexpectedly', undefined],
  ])('mean that it does not answer: %s', (message, code) => {
    expect(toCarillonError(failure(message, code))).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('mean that all of its connections are in use', () => {
    expect(toCarillonError(failure('timeout exceeded when trying to connect'))).toMatchObject({ code: 'STORE_BUSY' });
  });

  it.each(['55P03', '40001', '40P01'])('mean that somebody else was first: %s', (code) => {
    expect(toCarillonError(failure('lock', code))).toMatchObject({ code: 'CONFLICT_BUSY' });
  });

  it.each([
    ['cannot execute INSERT in a read-only transaction', '25006', 'the database takes no writes'],
    [
      'could not extend file "base/5/16384": No space left on device',
      '53100',
      'the database takes no writes: its disk is full',
    ],
  ])('mean that it takes no writes: %s', (message, code, told) => {
    expect(toCarillonError(failure(message, code))).toMatchObject({ code: 'STORE_READ_ONLY', message: told });
  });

  it.each([
    ['value too long', '22001', false],
    ['cannot execute INSERT in a read-only transaction', '25006', false],
    ['canceling statement due to statement timeout', '57014', false],
    ['a mistake of ours', undefined, false],
    ['terminating connection due to administrator command', '57P01', true],
    ['connection failure', '08006', true],
    ['read ECONNRESET', 'ECONNRESET', true],
    ['Query read timeout', undefined, true],
  ])('leave the connection as it was, or not: %s', (message, code, isSo) => {
    expect(isBroken(failure(message, code))).toBe(isSo);
  });

  it('are told by every function of the store', async () => {
    const { write } = tellingStoreErrors({ write: () => Promise.reject(failure('silence', 'ECONNRESET')) });
    await expect(write()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('stay what they are when they are bugs', () => {
    const bug = failure('column "x" does not exist', '42703');
    expect(toCarillonError(bug)).toBe(bug);
  });
});
