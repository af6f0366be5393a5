import { describe, expect, it } from 'vitest';
import { reasonText } from './reason-text.ts';
import { REASON_FAULTS, type ReasonCode } from './states.ts';

describe('reasonText', () => {
  it('fills the params into the sentence', () => {
    expect(reasonText({ code: 'EXIT_CODE', params: { exitCode: 3 } })).toBe('The process ended with exit code 3.');
  });

  it('shows milliseconds as a duration', () => {
    expect(reasonText({ code: 'ATTEMPT_TIMEOUT', params: { limitMs: 90_000 } })).toBe(
      'The attempt took longer than allowed (90s).',
    );
  });

  it('leaves out a clause whose param is absent', () => {
    expect(reasonText({ code: 'EXIT_CODE' })).toBe('The process ended.');
    expect(reasonText({ code: 'STOPPED_BY_USER', params: { actor: 'admin' } })).toBe('Stopped by admin.');
  });

  it('has a sentence without placeholders for every code', () => {
    for (const code of Object.keys(REASON_FAULTS) as ReasonCode[]) {
      expect(reasonText({ code })).toMatch(/^[A-Z][^{}[\]]*\.$/);
    }
  });

  it('falls back to the code of a newer program', () => {
    expect(reasonText({ code: 'FROM_THE_FUTURE' as ReasonCode })).toBe('FROM_THE_FUTURE');
  });
});
