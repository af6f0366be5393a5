import { describe, expect, it } from 'vitest';
import { task } from '../../test/fake-api.ts';
import { reasonNote } from './progress.ts';

describe('the note of a task run', () => {
  it('says why it is where it is, and of a success only what its owner should know', () => {
    const near = { code: 'LIMIT_NEAR', message: 'It is near a limit.' };
    expect(reasonNote(task('a', 1, { state: 'failed', reason: { code: 'EXIT_CODE', message: 'exit code 1' } }))).toBe(
      'exit code 1',
    );
    expect(reasonNote(task('a', 1, { reason: near }))).toBe('It is near a limit.');
    expect(reasonNote(task('a', 1, { reason: { code: 'ROUNDS', message: 'It ended after 2 rounds.' } }))).toBe('');
  });
});
