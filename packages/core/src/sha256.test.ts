import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { sha256 } from './sha256.ts';

describe('sha256', () => {
  it('agrees with the platform for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });
  it('hashes a text by its UTF-8', () => {
    expect(sha256('数据')).toBe(createHash('sha256').update('数据').digest('hex'));
  });
});
