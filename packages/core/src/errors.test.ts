import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { CarillonError, ERRORS, errorKind, isErrorCode } from './errors.ts';
import { said } from './said.ts';
import { errorsPage } from './errors-page.ts';

const FAMILIES =
  /^(VALIDATION_|AUTH_|PERMISSION_|NOT_FOUND|CONFLICT_|PLAN_STALE|IDEMPOTENCY_|LIMIT_|RATE_|STORE_|SOURCE_|WORKER_|RELEASE_|INTERNAL)/;

describe('the error catalogue', () => {
  it('uses only the families of the vocabulary', () => {
    for (const code of Object.keys(ERRORS)) expect(code).toMatch(FAMILIES);
  });

  it('calls the caller at fault exactly for 4xx answers', () => {
    for (const code of Object.keys(ERRORS).filter(isErrorCode)) {
      const kind = errorKind(code);
      expect([code, kind.fault === 'user_config']).toEqual([code, kind.http < 500]);
    }
  });

  it('is what the reference page lists', () => {
    const page = readFileSync(new URL('../../../docs/reference/errors.md', import.meta.url), 'utf8');
    expect(page).toBe(errorsPage());
  });
});

describe('CarillonError', () => {
  it('keeps code, hint, details and cause', () => {
    const cause = new Error('socket closed');
    const error = new CarillonError({
      code: 'STORE_UNAVAILABLE',
      message: said`no answer`,
      hint: said`try again`,
      details: { after: 3 },
      cause,
    });
    expect(error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'no answer',
      hint: 'try again',
      details: { after: 3 },
      cause,
    });
  });
});
